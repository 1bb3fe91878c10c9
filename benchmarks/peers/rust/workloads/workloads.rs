//! The subjects of the comparison, on the part of tfhe-rs that has been the same since 0.9. Each program includes this
//! file and compiles it with its own release.
//!
//! Computations on several threads use the two threads of Rayon's pool. The calling thread waits meanwhile.

use std::io::{stdin, stdout};
use std::process::ExitCode;

use peer_protocol::{serve, subject, Subject};
use rayon::prelude::*;
use tfhe::prelude::*;
use tfhe::{
    set_server_key, ClientKey, CompactCiphertextList, CompactPublicKey, CompressedCiphertextListBuilder, Config,
    FheBool, FheUint64, ServerKey,
};

const LEFT: u64 = 0xb123_4567_89ab_cdef;
const RIGHT: u64 = 0x0fed_cba9_8765_4321;
const SHIFT: u64 = 31;

const SENDER: u64 = 100;
const AMOUNT: u64 = 10;
const RECEIVER: u64 = 20;

/// Values of a block without carry.
const MESSAGES: u64 = 4;

/// Bootstraps in a measurement of throughput.
const BOOTSTRAPS: u64 = 32;

/// Confidential transfers at once. More bring nothing: two already keep both threads busy.
const IN_FLIGHT: usize = 4;

/// Generates keys and measures what standard input asks for.
pub fn run(description: &str, config: Config) -> ExitCode {
    let client = ClientKey::generate(config);
    let server = ServerKey::new(&client);
    set_server_key(server.clone());
    rayon::broadcast(|_| set_server_key(server.clone()));
    let threads = rayon::current_num_threads();
    let description = format!("{description}, {threads} threads, {IN_FLIGHT} transfers in flight");

    let steps = Steps::new(&client, server);
    let values = Values::new(&client);
    let transfer = Transfer::new(&client);
    let mut subjects = steps.subjects();
    subjects.extend(values.operations());
    subjects.extend(values.storage());
    subjects.extend(transfer.subjects());
    match serve(&description, &subjects, stdin().lock(), stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

/// Keyswitch and bootstrap.
struct Steps {
    client: tfhe::integer::ClientKey,
    server: tfhe::shortint::ServerKey,
    identity: tfhe::shortint::server_key::LookupTableOwned,
    blocks: Vec<tfhe::shortint::Ciphertext>,
}

impl Steps {
    fn new(client: &ClientKey, server: ServerKey) -> Self {
        let client = client.clone().into_raw_parts().0;
        let server = server.into_raw_parts().0.into_raw_parts();
        Self {
            identity: server.generate_lookup_table(|value| value),
            blocks: (0..BOOTSTRAPS)
                .map(|at| client.encrypt_one_block(at % MESSAGES))
                .collect(),
            client,
            server,
        }
    }

    fn subjects(&self) -> Vec<Subject<'_>> {
        let one = &self.blocks[1];
        vec![
            subject(
                "bootstrap",
                1,
                || self.server.apply_lookup_table(one, &self.identity),
                |result| self.decrypt(result) == 1,
            ),
            subject(
                "bootstraps",
                self.blocks.len(),
                || {
                    self.blocks
                        .par_iter()
                        .map(|block| self.server.apply_lookup_table(block, &self.identity))
                        .collect::<Vec<_>>()
                },
                |results| {
                    (0..)
                        .zip(results)
                        .all(|(at, result)| self.decrypt(result) == at % MESSAGES)
                },
            ),
        ]
    }

    fn decrypt(&self, block: &tfhe::shortint::Ciphertext) -> u64 {
        self.client.decrypt_one_block(block)
    }
}

/// Operations on 64 bits, their storage and their input.
struct Values<'a> {
    client: &'a ClientKey,
    left: FheUint64,
    right: FheUint64,
    amount: FheUint64,
    condition: FheBool,
    stored: tfhe::CompressedCiphertextList,
    input: CompactCiphertextList,
}

impl<'a> Values<'a> {
    fn new(client: &'a ClientKey) -> Self {
        let left = FheUint64::encrypt(LEFT, client);
        Self {
            client,
            right: FheUint64::encrypt(RIGHT, client),
            amount: FheUint64::encrypt(SHIFT, client),
            condition: FheBool::encrypt(true, client),
            stored: compress(&left),
            input: CompactCiphertextList::builder(&CompactPublicKey::new(client))
                .push(LEFT)
                .build_packed(),
            left,
        }
    }

    fn operations(&self) -> Vec<Subject<'_>> {
        let number = |name, run: fn(&Self) -> FheUint64, expected: u64| {
            subject(
                name,
                1,
                move || run(self),
                move |result| self.number(result) == expected,
            )
        };
        let truth = |name, run: fn(&Self) -> FheBool, expected: bool| {
            subject(
                name,
                1,
                move || run(self),
                move |result| result.decrypt(self.client) == expected,
            )
        };
        vec![
            number("add", |values| &values.left + &values.right, LEFT.wrapping_add(RIGHT)),
            number(
                "select",
                |values| values.condition.if_then_else(&values.left, &values.right),
                LEFT,
            ),
            truth("le", |values| values.left.le(&values.right), LEFT <= RIGHT),
            truth("eq", |values| values.left.eq(&values.right), LEFT == RIGHT),
            number("min", |values| values.left.min(&values.right), LEFT.min(RIGHT)),
            number("shl", |values| &values.left << &values.amount, LEFT << SHIFT),
        ]
    }

    fn storage(&self) -> Vec<Subject<'_>> {
        vec![
            subject(
                "compress",
                1,
                || compress(&self.left),
                |list| self.number(&stored(list)) == LEFT,
            ),
            subject(
                "decompress",
                1,
                || stored(&self.stored),
                |value| self.number(value) == LEFT,
            ),
            subject(
                "expand",
                1,
                || expanded(&self.input),
                |value| self.number(value) == LEFT,
            ),
        ]
    }

    fn number(&self, value: &FheUint64) -> u64 {
        value.decrypt(self.client)
    }
}

fn compress(value: &FheUint64) -> tfhe::CompressedCiphertextList {
    CompressedCiphertextListBuilder::new()
        .push(value.clone())
        .build()
        .expect("keys of compression are there")
}

fn stored(list: &tfhe::CompressedCiphertextList) -> FheUint64 {
    list.get(0)
        .expect("the list can be read")
        .expect("the list has a value")
}

fn expanded(list: &CompactCiphertextList) -> FheUint64 {
    let values = list.expand().expect("the list can be expanded");
    values
        .get(0)
        .expect("the list can be read")
        .expect("the list has a value")
}

/// A confidential transfer on 64 bits: the sender keeps its balance if that does not cover the amount.
struct Transfer<'a> {
    client: &'a ClientKey,
    sender: FheUint64,
    amount: FheUint64,
    receiver: FheUint64,
    zero: FheUint64,
}

impl<'a> Transfer<'a> {
    fn new(client: &'a ClientKey) -> Self {
        let encrypt = |value: u64| FheUint64::encrypt(value, client);
        Self {
            client,
            sender: encrypt(SENDER),
            amount: encrypt(AMOUNT),
            receiver: encrypt(RECEIVER),
            zero: encrypt(0),
        }
    }

    fn subjects(&self) -> Vec<Subject<'_>> {
        vec![
            subject("transfer", 1, || self.run(), |balances| self.is_right(balances)),
            subject(
                "transfers",
                IN_FLIGHT,
                || (0..IN_FLIGHT).into_par_iter().map(|_| self.run()).collect::<Vec<_>>(),
                |all| all.iter().all(|balances| self.is_right(balances)),
            ),
        ]
    }

    fn run(&self) -> (FheUint64, FheUint64) {
        let covered = self.amount.le(&self.sender);
        let moved = covered.if_then_else(&self.amount, &self.zero);
        rayon::join(|| &self.sender - &moved, || &self.receiver + &moved)
    }

    fn is_right(&self, (sender, receiver): &(FheUint64, FheUint64)) -> bool {
        let sender: u64 = sender.decrypt(self.client);
        let receiver: u64 = receiver.decrypt(self.client);
        (sender, receiver) == (SENDER - AMOUNT, RECEIVER + AMOUNT)
    }
}
