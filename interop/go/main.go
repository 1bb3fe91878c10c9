// Calls the coprocessor with grpc-go: over plain HTTP/2 and over TLS, with API keys of all kinds, and as strangers.
//
//	client FOLDER PLAIN-PORT TLS-PORT COMMAND...
//
// FOLDER has the keys and certificates that ../src/clients.mjs makes. The server at PLAIN-PORT answers faults as fhevm
// 0.6 does, the one at TLS-PORT with precise codes. COMMAND revokes the API key of leaving-grpc-go.key.
package main

import (
	"crypto/tls"
	"fmt"
	"log"
	"os"
	"os/exec"
	"strings"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
)

const (
	name       = "grpc-go"
	unknownKey = "API key unknown/invalid/not provided"

	// A server refuses a revoked key after this time.
	revocation = time.Second
)

var (
	folder string
	passed int
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("interop: " + name + ": ")
	if len(os.Args) < 5 {
		log.Fatal("client FOLDER PLAIN-PORT TLS-PORT COMMAND...")
	}
	folder = os.Args[1]
	plainAddress, tlsAddress := "127.0.0.1:"+os.Args[2], "127.0.0.1:"+os.Args[3]

	plain := connect(plainAddress, insecure.NewCredentials())
	computes(plain, "plain")
	refusesKeys(plain, codes.Unknown, codes.Unknown)
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		guarded := connect(tlsAddress, transport(version, "authority", "geth"))
		check(guarded.tlsVersion() == version, "the connection has %s", tls.VersionName(version))
		computes(guarded, "tls"+tls.VersionName(version)[len("TLS 1."):])
		refusesKeys(guarded, codes.Unauthenticated, codes.PermissionDenied)
		refusesStrangers(tlsAddress, version)
		guarded.close()
	}
	guarded := connect(tlsAddress, transport(tls.VersionTLS13, "authority", "geth"))
	returnsRequestIds(guarded)
	refusesRevokedKey(guarded, os.Args[4:])
	guarded.close()
	plain.close()
	fmt.Printf("interop: %s: %d checks passed, over plain HTTP/2, TLS 1.2 and TLS 1.3\n", name, passed)
}

// check ends the program if a condition does not hold, with what was expected.
func check(holds bool, format string, values ...any) {
	if !holds {
		log.Fatalf("not so: "+format, values...)
	}
	passed++
}

// computes has a value encrypted, adds to it, and keeps the result for the checks of clients.mjs.
func computes(c *caller, how string) {
	key := readKey("all")
	const addend = 25
	operand, result := newHandle(), newHandle()
	check(c.encrypt(key, operand, 17) == nil, "%s: a value is encrypted", how)
	check(c.add(key, result, operand, addend) == nil, "%s: a computation is scheduled", how)
	stored := c.await(key, result)
	check(stored.GetCiphertextType() == uint8Type, "%s: the result has the type of its operand", how)
	check(len(stored.GetSignature()) == 65, "%s: the result is signed", how)
	file := fmt.Sprintf("%s/stored/uint8.%s-%s", folder, name, how)
	if err := os.WriteFile(file, stored.GetCiphertextBytes(), 0o644); err != nil {
		log.Fatal(err)
	}
}

// refusesKeys tries keys that are unknown, expired or lack a right.
func refusesKeys(c *caller, unknown, lacksRight codes.Code) {
	refused(c.fetch("00000000-0000-4000-8000-000000000000"), unknown, unknownKey)
	refused(c.fetch("no key at all"), unknown, unknownKey)
	refused(c.fetch(readKey("expired")), unknown, unknownKey)

	schedule := readKey("schedule")
	operand := newHandle()
	check(c.encrypt(readKey("all"), operand, 1) == nil, "a value is encrypted")
	check(c.add(schedule, newHandle(), operand, 1) == nil, "a key with schedule can schedule")
	right := "this API key or certificate does not have the right: "
	refused(c.fetch(schedule), lacksRight, right+"read")
	refused(c.upload(schedule), lacksRight, right+"upload")
	refused(c.encrypt(schedule, newHandle(), 1), lacksRight, right+"trivial-encrypt")
}

func refused(err error, code codes.Code, text string) {
	got := status.Convert(err)
	check(got.Code() == code && got.Message() == text, "%v %q, got %v %q", code, text, got.Code(), got.Message())
}

// refusesStrangers tries connections that either side must end in the handshake.
func refusesStrangers(address string, version uint16) {
	for _, stranger := range []struct {
		what        string
		credentials credentials.TransportCredentials
	}{
		{"no TLS", insecure.NewCredentials()},
		{"no certificate", transport(version, "authority", "")},
		{"another authority", transport(version, "authority", "forged")},
		{"another name", transport(version, "authority", "other")},
		{"an untrusted server", transport(version, "stranger", "geth")},
	} {
		c := connect(address, stranger.credentials)
		got := status.Convert(c.fetch(readKey("all")))
		check(got.Code() == codes.Unavailable, "%s is refused, got %v", stranger.what, got)
		if stranger.what == "an untrusted server" {
			check(strings.Contains(got.Message(), "unknown authority"), "the client says why: %v", got)
		}
		c.close()
	}
}

// returnsRequestIds calls as part of a trace, which clients.mjs awaits at its collector.
func returnsRequestIds(c *caller) {
	trace := randomHex(16)
	if err := os.WriteFile(folder+"/"+name+".trace", []byte(trace), 0o644); err != nil {
		log.Fatal(err)
	}
	for _, key := range []string{readKey("all"), "unknown"} {
		id := name + ":" + randomHex(8)
		trailer := c.traced(key, id, "00-"+trace+"-"+randomHex(8)+"-01")
		ids := trailer.Get("x-request-id")
		check(len(ids) == 1 && ids[0] == id, "the trailers return the id %s, got %v", id, ids)
	}
}

// refusesRevokedKey uses a key while a command revokes it.
func refusesRevokedKey(c *caller, command []string) {
	key := readKey("leaving-" + name)
	check(c.fetch(key) == nil, "the key is served before its end")
	var ended time.Time
	revoked := make(chan error, 1)
	go func() {
		output, err := exec.Command(command[0], command[1:]...).CombinedOutput()
		ended = time.Now()
		if err != nil {
			err = fmt.Errorf("%w: %s", err, output)
		}
		revoked <- err
	}()
	var lastServed time.Time
	var refusal error
	for deadline := time.Now().Add(patience); refusal == nil; time.Sleep(20 * time.Millisecond) {
		begun := time.Now()
		if refusal = c.fetch(key); refusal == nil {
			lastServed = begun
			check(begun.Before(deadline), "the revoked key is refused in the end")
			passed-- // One check, however often it is made.
		}
	}
	if err := <-revoked; err != nil {
		log.Fatal(err)
	}
	refused(refusal, codes.Unauthenticated, unknownKey)
	check(lastServed.Before(ended.Add(revocation)), "the key is refused %v after its end", revocation)
	check(c.fetch(readKey("all")) == nil, "other keys are still served")
}
