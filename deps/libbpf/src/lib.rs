//! Carries libbpf.a and its headers; see build.rs.
