//! Makes and checks proven lists with tfhe-rs itself.
//!
//! ```text
//! prove  CRS KEY METADATA-HEX verify|proof OUTPUT TYPE:VALUE...
//! verify CRS KEY METADATA-HEX LIST...
//! ```
//!
//! `verify` prints a line "accepted FILE" or "refused FILE" for each list, and ends with 1 if one was refused.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::process::ExitCode;

use serde::de::DeserializeOwned;
use serde::Serialize;
use tfhe::named::Named;
use tfhe::safe_serialization::{safe_deserialize, safe_serialize};
use tfhe::zk::{CompactPkePublicParams, ZkComputeLoad, ZkVerificationOutCome};
use tfhe::{CompactPublicKey, ProvenCompactCiphertextList, Unversionize, Versionize};

const SIZE_LIMIT: u64 = 512 << 20;

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let texts: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match texts.as_slice() {
        ["prove", crs, key, metadata, load, output, values @ ..] if !values.is_empty() => {
            prove(crs, key, metadata, load, output, values).map(|()| true)
        }
        ["verify", crs, key, metadata, lists @ ..] if !lists.is_empty() => verify(crs, key, metadata, lists),
        _ => Err("prove CRS KEY METADATA-HEX LOAD OUTPUT TYPE:VALUE... | verify CRS KEY METADATA-HEX LIST...".into()),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(failure) => {
            eprintln!("coprocessor-interop: {failure}");
            ExitCode::from(2)
        }
    }
}

fn prove(
    crs: &str,
    key: &str,
    metadata: &str,
    load: &str,
    output: &str,
    values: &[&str],
) -> Result<(), Failure> {
    let crs: CompactPkePublicParams = read(crs)?;
    let key: CompactPublicKey = read(key)?;
    let load = match load {
        "verify" => ZkComputeLoad::Verify,
        "proof" => ZkComputeLoad::Proof,
        _ => return Err(format!("there is no load {load}").into()),
    };
    let mut builder = ProvenCompactCiphertextList::builder(&key);
    for value in values {
        let (kind, digits) = value
            .split_once(':')
            .ok_or("a value is written type:value")?;
        match kind {
            "bool" => builder.push(digits.parse::<bool>()?),
            "uint8" => builder.push(digits.parse::<u8>()?),
            "uint16" => builder.push(digits.parse::<u16>()?),
            "uint32" => builder.push(digits.parse::<u32>()?),
            "uint64" => builder.push(digits.parse::<u64>()?),
            "uint128" => builder.push(digits.parse::<u128>()?),
            _ => return Err(format!("there is no type {kind} here").into()),
        };
    }
    let list = builder.build_with_proof_packed(&crs, &bytes(metadata)?, load)?;
    write(&list, output)
}

fn verify(crs: &str, key: &str, metadata: &str, lists: &[&str]) -> Result<bool, Failure> {
    let crs: CompactPkePublicParams = read(crs)?;
    let key: CompactPublicKey = read(key)?;
    let metadata = bytes(metadata)?;
    let mut all = true;
    for file in lists {
        let list: ProvenCompactCiphertextList = read(file)?;
        let accepted = matches!(
            list.verify(&crs, &key, &metadata),
            ZkVerificationOutCome::Valid
        );
        println!("{} {file}", if accepted { "accepted" } else { "refused" });
        all &= accepted;
    }
    Ok(all)
}

fn read<T: DeserializeOwned + Unversionize + Named>(file: &str) -> Result<T, Failure> {
    let mut reader =
        BufReader::new(File::open(file).map_err(|failure| format!("{file}: {failure}"))?);
    safe_deserialize(&mut reader, SIZE_LIMIT).map_err(|failure| format!("{file}: {failure}").into())
}

fn write<T: Serialize + Versionize + Named>(object: &T, file: &str) -> Result<(), Failure> {
    let mut writer = BufWriter::new(File::create(file)?);
    safe_serialize(object, &mut writer, SIZE_LIMIT)?;
    Ok(())
}

/// Bytes of an even number of hexadecimal digits.
fn bytes(digits: &str) -> Result<Vec<u8>, Failure> {
    if digits.len() % 2 != 0 || !digits.is_ascii() {
        return Err("metadata is an even number of hexadecimal digits".into());
    }
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).map_err(Failure::from))
        .collect()
}
