//! Measures tfhe-rs 0.9.1, the release of fhevm 0.6, with the parameters of fhevm 0.6.

#[path = "../../workloads/workloads.rs"]
mod workloads;

use std::process::ExitCode;

use tfhe::shortint::parameters::compact_public_key_only::p_fail_2_minus_64::ks_pbs as compact_key;
use tfhe::shortint::parameters::key_switching::p_fail_2_minus_64::ks_pbs as casting;
use tfhe::shortint::parameters::list_compression::COMP_PARAM_MESSAGE_2_CARRY_2_KS_PBS_TUNIFORM_2M64;
use tfhe::shortint::parameters::PARAM_MESSAGE_2_CARRY_2_KS_PBS_TUNIFORM_2M64;
use tfhe::ConfigBuilder;

fn main() -> ExitCode {
    let config = ConfigBuilder::with_custom_parameters(PARAM_MESSAGE_2_CARRY_2_KS_PBS_TUNIFORM_2M64)
        .enable_compression(COMP_PARAM_MESSAGE_2_CARRY_2_KS_PBS_TUNIFORM_2M64)
        .use_dedicated_compact_public_key_parameters((
            compact_key::PARAM_PKE_MESSAGE_2_CARRY_2_KS_PBS_TUNIFORM_2M64,
            casting::PARAM_KEYSWITCH_PKE_TO_SMALL_MESSAGE_2_CARRY_2_KS_PBS_TUNIFORM_2M64,
        ))
        .build();
    let description = concat!(
        "tfhe-rs ",
        env!("CARGO_PKG_VERSION"),
        ", TUNIFORM_2M64 (n = 887, failure 2^-64)"
    );
    workloads::run(description, config)
}
