//! Calls of the protocol on one connection.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};
use tokio_rustls::TlsConnector;
use tonic::metadata::{AsciiMetadataKey, MetadataMap};
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Identity, Uri};
use tonic::{Request, Status};
use tonic_prost::ProstCodec;
use tower::service_fn;

use crate::fhevm::common::FheOperation;
use crate::fhevm::coprocessor::async_computation_input::Input;
use crate::fhevm::coprocessor::fhevm_coprocessor_client::FhevmCoprocessorClient;
use crate::fhevm::coprocessor::{
    AsyncComputation, AsyncComputationInput, AsyncComputeRequest, FetchedCiphertext, GetCiphertextBatch,
    GetCiphertextResponse, InputToUpload, InputUploadBatch, TrivialEncryptBatch, TrivialEncryptRequestSingle,
};
use crate::{Failure, Folder};

pub const UINT8: u8 = 2;

/// Computations share the machine with those of all other checks.
pub const PATIENCE: Duration = Duration::from_secs(240);

/// Its methods take the API key of the call.
pub struct Caller(Channel);

impl Caller {
    pub async fn plain(port: &str) -> Result<Self, Failure> {
        Ok(Self(Endpoint::from_shared(format!("http://127.0.0.1:{port}"))?.connect().await?))
    }

    /// With the TLS of tonic itself, which chooses the version.
    pub async fn guarded(port: &str, folder: &Folder, own: &str) -> Result<Self, Failure> {
        let identity = Identity::from_pem(folder.read(&format!("{own}.crt"))?, folder.read(&format!("{own}.key"))?);
        let tls = ClientTlsConfig::new()
            .domain_name("localhost")
            .ca_certificate(Certificate::from_pem(folder.read("authority.crt")?))
            .identity(identity);
        Ok(Self(Endpoint::from_shared(format!("https://127.0.0.1:{port}"))?.tls_config(tls)?.connect().await?))
    }

    /// With one version of TLS, which the settings of tonic cannot ask for. Shows a certificate if it is named.
    pub async fn with_version(
        port: &str,
        folder: &Folder,
        version: &'static SupportedProtocolVersion,
        authority: &str,
        own: Option<&str>,
    ) -> Result<Self, Failure> {
        let mut trusted = RootCertStore::empty();
        trusted.add(CertificateDer::from_pem_file(folder.path(&format!("{authority}.crt")))?)?;
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[version])?
            .with_root_certificates(trusted);
        let mut config = match own {
            Some(own) => builder.with_client_auth_cert(
                vec![CertificateDer::from_pem_file(folder.path(&format!("{own}.crt")))?],
                PrivateKeyDer::from_pem_file(folder.path(&format!("{own}.key")))?,
            )?,
            None => builder.with_no_client_auth(),
        };
        config.alpn_protocols = vec![b"h2".to_vec()];
        let connector = TlsConnector::from(Arc::new(config));
        let address = format!("127.0.0.1:{port}");
        let opening = service_fn(move |_: Uri| {
            let (connector, address) = (connector.clone(), address.clone());
            async move {
                let stream = TcpStream::connect(address).await?;
                let stream = connector.connect(ServerName::try_from("localhost").unwrap(), stream).await?;
                assert_eq!(stream.get_ref().1.protocol_version(), Some(version.version));
                Ok::<_, std::io::Error>(TokioIo::new(stream))
            }
        });
        let endpoint = Endpoint::from_static("http://localhost").origin(Uri::from_static("https://localhost"));
        Ok(Self(endpoint.connect_with_connector(opening).await?))
    }

    fn client(&self) -> FhevmCoprocessorClient<Channel> {
        FhevmCoprocessorClient::new(self.0.clone())
    }

    pub async fn encrypt(&self, key: &str, handle: &[u8], value: u8) -> Result<(), Status> {
        let single =
            TrivialEncryptRequestSingle { handle: handle.to_vec(), be_value: vec![value], output_type: UINT8.into() };
        let batch = TrivialEncryptBatch { values: vec![single] };
        self.client().trivial_encrypt_ciphertexts(with_key(key, batch)).await.map(drop)
    }

    pub async fn add(&self, key: &str, result: &[u8], operand: &[u8], addend: u8) -> Result<(), Status> {
        let inputs = [Input::InputHandle(operand.to_vec()), Input::Scalar(vec![addend])];
        let computation = AsyncComputation {
            operation: FheOperation::FheAdd.into(),
            output_handle: result.to_vec(),
            inputs: inputs.map(|input| AsyncComputationInput { input: Some(input) }).to_vec(),
        };
        let request = AsyncComputeRequest { computations: vec![computation] };
        self.client().async_compute(with_key(key, request)).await.map(drop)
    }

    /// Sends a list that no server takes: the right is checked before it.
    pub async fn upload(&self, key: &str) -> Result<(), Status> {
        let list = InputToUpload { input_payload: vec![1], ..InputToUpload::default() };
        let batch = InputUploadBatch { input_ciphertexts: vec![list] };
        self.client().upload_inputs(with_key(key, batch)).await.map(drop)
    }

    /// Asks for a ciphertext that does not exist.
    pub async fn fetch(&self, key: &str) -> Result<(), Status> {
        self.get(key, new_handle()).await.map(drop)
    }

    /// Asks for a ciphertext until it is computed.
    pub async fn wait_for(&self, key: &str, handle: &[u8]) -> Result<FetchedCiphertext, Failure> {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Some(stored) = self.get(key, handle.to_vec()).await?.responses.remove(0).ciphertext {
                return Ok(stored);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err("the result does not come".into())
    }

    async fn get(&self, key: &str, handle: Vec<u8>) -> Result<GetCiphertextResponse, Status> {
        let batch = GetCiphertextBatch { handles: vec![handle] };
        Ok(self.client().get_ciphertexts(with_key(key, batch)).await?.into_inner())
    }

    /// Makes a call with an id as part of a trace, and answers with its trailers or with the refusal.
    ///
    /// It is read as a stream of one message: a single call of tonic mixes headers and trailers.
    pub async fn trailers(&self, key: &str, id: &str, parent: &str) -> Result<MetadataMap, Status> {
        let mut request = with_key(key, GetCiphertextBatch { handles: vec![new_handle()] });
        for (name, value) in [("x-request-id", id), ("traceparent", parent)] {
            request.metadata_mut().insert(AsciiMetadataKey::from_static(name), value.parse().unwrap());
        }
        let mut client = tonic::client::Grpc::new(self.0.clone());
        client.ready().await.map_err(|failure| Status::unavailable(failure.to_string()))?;
        let codec: ProstCodec<GetCiphertextBatch, GetCiphertextResponse> = ProstCodec::default();
        let path = "/fhevm.coprocessor.FhevmCoprocessor/GetCiphertexts".parse().unwrap();
        let mut answers = client.server_streaming(request, path, codec).await?.into_inner();
        while answers.message().await?.is_some() {}
        Ok(answers.trailers().await?.unwrap_or_default())
    }
}

fn with_key<T>(key: &str, message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.set_timeout(Duration::from_secs(60));
    request.metadata_mut().insert("authorization", format!("bearer {key}").parse().unwrap());
    request
}

/// A handle as contracts give them to results of this type.
pub fn new_handle() -> Vec<u8> {
    let mut handle = unique().to_vec();
    handle.resize(30, 0xa5);
    handle.extend([UINT8, 0]);
    handle
}

/// Bytes that no other call of this or any other run returns.
pub fn unique() -> [u8; 16] {
    static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(1);
    let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is right").as_nanos() as u64;
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&std::process::id().to_be_bytes());
    bytes[4..12].copy_from_slice(&nanos.to_be_bytes());
    bytes[12..].copy_from_slice(&count.to_be_bytes());
    bytes
}
