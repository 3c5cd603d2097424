//! Tells CMake where the generated C headers of the engine are: writes the path to a file
//! whose name the caller passes in WBPF_DEPS_OUT.
fn main() {
    println!("cargo:rerun-if-env-changed=WBPF_DEPS_OUT");
    let out = std::env::var("WBPF_DEPS_OUT").expect("WBPF_DEPS_OUT: set by the CMake build");
    let include = std::env::var("DEP_WASMTIME_C_API_INCLUDE").expect("wasmtime headers");
    std::fs::write(format!("{out}/wasmtime.include"), include).expect("write wasmtime.include");
}
