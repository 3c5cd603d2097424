//! Tells CMake where libbpf.a and its headers are, as wasmtime/build.rs does for the engine.
fn main() {
    println!("cargo:rerun-if-env-changed=WBPF_DEPS_OUT");
    let out = std::env::var("WBPF_DEPS_OUT").expect("WBPF_DEPS_OUT: set by the CMake build");
    let include = std::env::var("DEP_BPF_INCLUDE").expect("libbpf headers");
    std::fs::write(format!("{out}/libbpf.include"), include).expect("write libbpf.include");
}
