//! Calls the coprocessor with tonic: over plain HTTP/2 and over TLS, with API keys of all kinds, and as strangers.
//!
//! ```text
//! coprocessor-interop-tonic FOLDER PLAIN-PORT TLS-PORT COMMAND...
//! ```
//!
//! FOLDER has the keys and certificates that ../src/clients.mjs makes. The server at PLAIN-PORT answers faults as fhevm
//! 0.6 does, the one at TLS-PORT with precise codes. COMMAND revokes the API key of leaving-tonic.key.

mod caller;

mod fhevm {
    pub mod common {
        tonic::include_proto!("fhevm.common");
    }
    pub mod coprocessor {
        tonic::include_proto!("fhevm.coprocessor");
    }
}

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use tokio::process::Command;
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::SupportedProtocolVersion;
use tonic::{Code, Status};

use caller::{new_handle, unique, Caller, PATIENCE, UINT8};

type Failure = Box<dyn Error + Send + Sync>;

const NAME: &str = "tonic";
const UNKNOWN_KEY: &str = "API key unknown/invalid/not provided";

/// A server refuses a revoked key after this time.
const REVOCATION: Duration = Duration::from_secs(1);

struct Folder(PathBuf);

impl Folder {
    fn path(&self, file: &str) -> PathBuf {
        self.0.join(file)
    }

    fn read(&self, file: &str) -> Result<String, Failure> {
        std::fs::read_to_string(self.path(file)).map_err(|failure| format!("{file}: {failure}").into())
    }

    fn key(&self, name: &str) -> Result<String, Failure> {
        Ok(self.read(&format!("{name}.key"))?.trim().to_string())
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.as_slice() {
        [folder, plain, tls, command @ ..] if !command.is_empty() => {
            let mut checks = Checks { folder: Folder(Path::new(folder).to_path_buf()), passed: 0 };
            checks.all(plain, tls, command).await.map(|()| checks.passed)
        }
        _ => Err("FOLDER PLAIN-PORT TLS-PORT COMMAND...".into()),
    };
    match outcome {
        Ok(passed) => {
            println!("interop: {NAME}: {passed} checks passed, over plain HTTP/2, TLS 1.2 and TLS 1.3");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("interop: {NAME}: {failure}");
            ExitCode::from(1)
        }
    }
}

struct Checks {
    folder: Folder,
    passed: u32,
}

impl Checks {
    async fn all(&mut self, plain_port: &str, tls_port: &str, revoke: &[String]) -> Result<(), Failure> {
        let plain = Caller::plain(plain_port).await?;
        self.computes(&plain, "plain").await?;
        self.refuses_keys(&plain, Code::Unknown, Code::Unknown).await?;
        for (version, how) in [(&TLS12, "tls2"), (&TLS13, "tls3")] {
            let guarded = Caller::with_version(tls_port, &self.folder, version, "authority", Some("geth")).await?;
            self.computes(&guarded, how).await?;
            self.refuses_keys(&guarded, Code::Unauthenticated, Code::PermissionDenied).await?;
            self.refuses_strangers(tls_port, version).await?;
        }
        let guarded = Caller::guarded(tls_port, &self.folder, "geth").await?;
        self.returns_request_ids(&guarded).await?;
        self.refuses_revoked_key(&guarded, revoke).await
    }

    fn check(&mut self, holds: bool, what: impl FnOnce() -> String) -> Result<(), Failure> {
        if !holds {
            return Err(format!("not so: {}", what()).into());
        }
        self.passed += 1;
        Ok(())
    }

    fn refused(&mut self, answer: Result<(), Status>, code: Code, text: &str) -> Result<(), Failure> {
        let refusal = answer.err().unwrap_or_else(|| Status::ok("served"));
        self.check(refusal.code() == code && refusal.message() == text, || {
            format!("{code:?} {text:?}, got {:?} {:?}", refusal.code(), refusal.message())
        })
    }

    /// Has a value encrypted, adds to it, and keeps the result for the checks of clients.mjs.
    async fn computes(&mut self, caller: &Caller, how: &str) -> Result<(), Failure> {
        let key = self.folder.key("all")?;
        let (operand, result) = (new_handle(), new_handle());
        caller.encrypt(&key, &operand, 17).await?;
        caller.add(&key, &result, &operand, 25).await?;
        let stored = caller.wait_for(&key, &result).await?;
        self.check(stored.ciphertext_type == i32::from(UINT8), || format!("{how}: the result has its operand's type"))?;
        self.check(stored.signature.len() == 65, || format!("{how}: the result is signed"))?;
        std::fs::write(self.folder.path(&format!("stored/uint8.{NAME}-{how}")), stored.ciphertext_bytes)?;
        Ok(())
    }

    /// Tries keys that are unknown, expired or lack a right.
    async fn refuses_keys(&mut self, caller: &Caller, unknown: Code, lacks_right: Code) -> Result<(), Failure> {
        self.refused(caller.fetch("00000000-0000-4000-8000-000000000000").await, unknown, UNKNOWN_KEY)?;
        self.refused(caller.fetch("no key at all").await, unknown, UNKNOWN_KEY)?;
        self.refused(caller.fetch(&self.folder.key("expired")?).await, unknown, UNKNOWN_KEY)?;

        let schedule = self.folder.key("schedule")?;
        let operand = new_handle();
        caller.encrypt(&self.folder.key("all")?, &operand, 1).await?;
        let scheduled = caller.add(&schedule, &new_handle(), &operand, 1).await;
        self.check(scheduled.is_ok(), || format!("a key with schedule can schedule, got {scheduled:?}"))?;
        for (answer, right) in [
            (caller.fetch(&schedule).await, "read"),
            (caller.upload(&schedule).await, "upload"),
            (caller.encrypt(&schedule, &new_handle(), 1).await, "trivial-encrypt"),
        ] {
            self.refused(answer, lacks_right, &format!("this API key or certificate does not have the right: {right}"))?;
        }
        Ok(())
    }

    /// Tries connections that either side must end in the handshake.
    async fn refuses_strangers(
        &mut self,
        port: &str,
        version: &'static SupportedProtocolVersion,
    ) -> Result<(), Failure> {
        let key = self.folder.key("all")?;
        let without_tls = match Caller::plain(port).await {
            Ok(caller) => caller.fetch(&key).await.map_err(Failure::from),
            Err(failure) => Err(failure),
        };
        self.ended(without_tls, "no TLS", "")?;
        for (what, authority, own, text) in [
            ("no certificate", "authority", None, ""),
            ("another authority", "authority", Some("forged"), ""),
            ("another name", "authority", Some("other"), ""),
            ("an untrusted server", "stranger", Some("geth"), "invalid peer certificate"),
        ] {
            let answer = match Caller::with_version(port, &self.folder, version, authority, own).await {
                // TLS 1.3 tells a client in its first call that the server does not want its certificate.
                Ok(caller) => caller.fetch(&key).await.map_err(Failure::from),
                Err(failure) => Err(failure),
            };
            self.ended(answer, what, text)?;
        }
        Ok(())
    }

    /// A refusal of the transport has a cause; a status that the server sends has none.
    fn ended(&mut self, answer: Result<(), Failure>, what: &str, text: &str) -> Result<(), Failure> {
        let causes = match &answer {
            Ok(()) => Vec::new(),
            Err(failure) => causes(failure.as_ref()),
        };
        self.check(causes.len() > 1 && causes.concat().contains(text), || {
            format!("{what} is refused by the transport, got {causes:?}")
        })
    }

    /// Calls as part of a trace, which clients.mjs awaits at its collector.
    async fn returns_request_ids(&mut self, caller: &Caller) -> Result<(), Failure> {
        let trace = hex(&unique());
        std::fs::write(self.folder.path(&format!("{NAME}.trace")), &trace)?;
        let parent = format!("00-{trace}-{}-01", hex(&unique()[8..]));
        for (key, served) in [(self.folder.key("all")?, true), ("unknown".to_string(), false)] {
            let id = format!("{NAME}:{}", hex(&unique()));
            let answer = caller.trailers(&key, &id, &parent).await;
            self.check(answer.is_ok() == served, || format!("a known key is served and no other one, got {answer:?}"))?;
            let trailers = answer.unwrap_or_else(|refusal| refusal.metadata().clone());
            let ids: Vec<_> = trailers.get_all("x-request-id").iter().collect();
            self.check(ids == [id.as_str()], || format!("the trailers return the id {id}, got {ids:?}"))?;
        }
        Ok(())
    }

    /// Uses a key while a command revokes it.
    async fn refuses_revoked_key(&mut self, caller: &Caller, command: &[String]) -> Result<(), Failure> {
        let key = self.folder.key(&format!("leaving-{NAME}"))?;
        caller.fetch(&key).await?;
        let mut revoking = Command::new(&command[0]);
        revoking.args(&command[1..]);
        let revoked = tokio::spawn(async move { (revoking.output().await, Instant::now()) });
        let begun = Instant::now();
        let mut last_served = begun;
        let refusal = loop {
            let asked = Instant::now();
            match caller.fetch(&key).await {
                Ok(()) => last_served = asked,
                refused => break refused,
            }
            if begun.elapsed() > PATIENCE {
                return Err("the revoked key is still served".into());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        let (output, ended) = revoked.await?;
        let output = output?;
        self.check(output.status.success(), || format!("the command succeeds, got {output:?}"))?;
        self.refused(refusal, Code::Unauthenticated, UNKNOWN_KEY)?;
        self.check(last_served < ended + REVOCATION, || format!("the key is refused {REVOCATION:?} after its end"))?;
        let others = caller.fetch(&self.folder.key("all")?).await;
        self.check(others.is_ok(), || format!("other keys are still served, got {others:?}"))
    }
}

fn causes(failure: &(dyn Error + 'static)) -> Vec<String> {
    let mut texts = Vec::new();
    let mut cause = Some(failure);
    while let Some(each) = cause {
        texts.push(each.to_string());
        cause = each.source();
    }
    texts
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
