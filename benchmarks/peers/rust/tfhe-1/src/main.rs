//! Measures the newest tfhe-rs: `own` with its default parameters, `fhevm` with those of fhevm 0.6.

#[path = "../../workloads/workloads.rs"]
mod workloads;

use std::process::ExitCode;

use tfhe::shortint::parameters::v0_10::classic::tuniform::p_fail_2_minus_64::ks_pbs as compute;
use tfhe::shortint::parameters::v0_10::compact_public_key_only::p_fail_2_minus_64::ks_pbs as compact_key;
use tfhe::shortint::parameters::v0_10::key_switching::p_fail_2_minus_64::ks_pbs as casting;
use tfhe::shortint::parameters::v0_10::list_compression as compression;
use tfhe::shortint::parameters::{
    COMP_PARAM_MESSAGE_2_CARRY_2_KS_PBS_TUNIFORM_2M128,
    PARAM_KEYSWITCH_TO_SMALL_MESSAGE_2_CARRY_2_KS_PBS_TUNIFORM_2M128,
    PARAM_PKE_MESSAGE_2_CARRY_2_KS_PBS_TUNIFORM_2M128,
};
use tfhe::{Config, ConfigBuilder};

const RELEASE: &str = concat!("tfhe-rs ", env!("CARGO_PKG_VERSION"));

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let vectors = if cfg!(feature = "avx512") { "AVX-512" } else { "AVX2" };
    let (parameters, config) = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["own"] => ("TUNIFORM_2M128 (failure 2^-128)", own()),
        ["fhevm"] => ("TUNIFORM_2M64 (n = 887, failure 2^-64)", fhevm()),
        _ => {
            eprintln!("peer-tfhe-1 own|fhevm");
            return ExitCode::from(2);
        }
    };
    workloads::run(&format!("{RELEASE}, {parameters}, built for {vectors}"), config)
}

fn own() -> Config {
    ConfigBuilder::default()
        .enable_compression(COMP_PARAM_MESSAGE_2_CARRY_2_KS_PBS_TUNIFORM_2M128)
        .use_dedicated_compact_public_key_parameters((
            PARAM_PKE_MESSAGE_2_CARRY_2_KS_PBS_TUNIFORM_2M128,
            PARAM_KEYSWITCH_TO_SMALL_MESSAGE_2_CARRY_2_KS_PBS_TUNIFORM_2M128,
        ))
        .build()
}

fn fhevm() -> Config {
    ConfigBuilder::with_custom_parameters(compute::V0_10_PARAM_MESSAGE_2_CARRY_2_KS_PBS_TUNIFORM_2M64)
        .enable_compression(compression::V0_10_COMP_PARAM_MESSAGE_2_CARRY_2_KS_PBS_TUNIFORM_2M64)
        .use_dedicated_compact_public_key_parameters((
            compact_key::V0_10_PARAM_PKE_MESSAGE_2_CARRY_2_KS_PBS_TUNIFORM_2M64_ZKV1,
            casting::V0_10_PARAM_KEYSWITCH_PKE_TO_SMALL_MESSAGE_2_CARRY_2_KS_PBS_TUNIFORM_2M64,
        ))
        .build()
}
