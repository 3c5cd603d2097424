//! wasmtime's C API as one static library.
pub use wasmtime_c_api::*;
