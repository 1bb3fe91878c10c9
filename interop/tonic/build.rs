//! Makes the client's code from the protocol. protox reads it, so that no protoc is needed.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    const PROTOCOL: &str = "../../proto/src/main/protobuf";
    println!("cargo::rerun-if-changed={PROTOCOL}");
    let files = protox::compile(["coprocessor.proto"], [PROTOCOL])?;
    tonic_prost_build::configure().build_server(false).compile_fds(files)?;
    Ok(())
}
