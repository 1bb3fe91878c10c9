package main

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"log"
	"os"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"

	"coprocessor-interop/target/fhevm"
)

const (
	uint8Type = 2

	// Computations share the machine with those of all other checks.
	patience = 4 * time.Minute
)

// caller makes calls on one connection. Its methods take the API key of the call.
type caller struct {
	connection *grpc.ClientConn
	stub       fhevm.FhevmCoprocessorClient
}

func connect(address string, how credentials.TransportCredentials) *caller {
	connection, err := grpc.NewClient("passthrough:///"+address, grpc.WithTransportCredentials(how))
	if err != nil {
		log.Fatal(err)
	}
	return &caller{connection, fhevm.NewFhevmCoprocessorClient(connection)}
}

// transport speaks one version of TLS, trusts one authority, and shows a certificate unless its name is empty.
func transport(version uint16, authority, own string) credentials.TransportCredentials {
	trusted := x509.NewCertPool()
	if !trusted.AppendCertsFromPEM(read(authority + ".crt")) {
		log.Fatalf("%s.crt has no certificate", authority)
	}
	config := &tls.Config{ServerName: "localhost", RootCAs: trusted, MinVersion: version, MaxVersion: version}
	if own != "" {
		pair, err := tls.X509KeyPair(read(own+".crt"), read(own+".key"))
		if err != nil {
			log.Fatal(err)
		}
		// Go would send no certificate of an authority that the server does not name.
		config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &pair, nil }
	}
	return credentials.NewTLS(config)
}

func (c *caller) close() {
	if err := c.connection.Close(); err != nil {
		log.Fatal(err)
	}
}

func (c *caller) tlsVersion() uint16 {
	with, end := withKey(readKey("all"))
	defer end()
	var server peer.Peer
	_, err := c.stub.GetCiphertexts(with, &fhevm.GetCiphertextBatch{}, grpc.Peer(&server))
	if err != nil {
		log.Fatal(err)
	}
	return server.AuthInfo.(credentials.TLSInfo).State.Version
}

func (c *caller) encrypt(key string, handle []byte, value byte) error {
	with, end := withKey(key)
	defer end()
	single := &fhevm.TrivialEncryptRequestSingle{Handle: handle, BeValue: []byte{value}, OutputType: uint8Type}
	_, err := c.stub.TrivialEncryptCiphertexts(
		with, &fhevm.TrivialEncryptBatch{Values: []*fhevm.TrivialEncryptRequestSingle{single}})
	return err
}

func (c *caller) add(key string, result, operand []byte, addend byte) error {
	with, end := withKey(key)
	defer end()
	computation := &fhevm.AsyncComputation{
		Operation:    fhevm.FheOperation_FHE_ADD,
		OutputHandle: result,
		Inputs: []*fhevm.AsyncComputationInput{
			{Input: &fhevm.AsyncComputationInput_InputHandle{InputHandle: operand}},
			{Input: &fhevm.AsyncComputationInput_Scalar{Scalar: []byte{addend}}},
		},
	}
	_, err := c.stub.AsyncCompute(
		with, &fhevm.AsyncComputeRequest{Computations: []*fhevm.AsyncComputation{computation}})
	return err
}

// upload sends a list that no server takes: the right is checked before it.
func (c *caller) upload(key string) error {
	with, end := withKey(key)
	defer end()
	_, err := c.stub.UploadInputs(
		with, &fhevm.InputUploadBatch{InputCiphertexts: []*fhevm.InputToUpload{{InputPayload: []byte{1}}}})
	return err
}

// fetch asks for a ciphertext that does not exist.
func (c *caller) fetch(key string) error {
	with, end := withKey(key)
	defer end()
	_, err := c.stub.GetCiphertexts(with, &fhevm.GetCiphertextBatch{Handles: [][]byte{newHandle()}})
	return err
}

// await asks for a ciphertext until it is computed.
func (c *caller) await(key string, handle []byte) *fhevm.FetchedCiphertext {
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		with, end := withKey(key)
		answer, err := c.stub.GetCiphertexts(with, &fhevm.GetCiphertextBatch{Handles: [][]byte{handle}})
		end()
		if err != nil {
			log.Fatal(err)
		}
		if stored := answer.GetResponses()[0].GetCiphertext(); stored != nil {
			return stored
		}
	}
	log.Fatalf("no result within %v", patience)
	return nil
}

// traced makes a call with an id as part of a trace, and answers with its trailers, also if it is refused.
func (c *caller) traced(key, id, parent string) metadata.MD {
	with, end := withKey(key)
	defer end()
	with = metadata.AppendToOutgoingContext(with, "x-request-id", id, "traceparent", parent)
	var trailer metadata.MD
	_, err := c.stub.GetCiphertexts(
		with, &fhevm.GetCiphertextBatch{Handles: [][]byte{newHandle()}}, grpc.Trailer(&trailer))
	check((err == nil) == (key != "unknown"), "a known key is served and no other one, got %v", err)
	return trailer
}

func withKey(key string) (context.Context, context.CancelFunc) {
	with, end := context.WithTimeout(context.Background(), time.Minute)
	return metadata.AppendToOutgoingContext(with, "authorization", "bearer "+key), end
}

// newHandle makes a handle as contracts give them to results of this type.
func newHandle() []byte {
	handle := make([]byte, 32)
	rand.Read(handle)
	handle[30], handle[31] = uint8Type, 0
	return handle
}

func randomHex(length int) string {
	bytes := make([]byte, length)
	rand.Read(bytes)
	return hex.EncodeToString(bytes)
}

func readKey(of string) string {
	return strings.TrimSpace(string(read(of + ".key")))
}

func read(file string) []byte {
	content, err := os.ReadFile(folder + "/" + file)
	if err != nil {
		log.Fatal(err)
	}
	return content
}
