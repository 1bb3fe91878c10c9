package org.fhevm.coprocessor.cli.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.cli.keys.KeyFolder;
import org.fhevm.coprocessor.cli.testing.ToyCrs;
import org.fhevm.coprocessor.cli.testing.ToyKeyFolder;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.fhevm.tfhe.serialization.PublicParametersCodec;
import org.fhevm.tfhe.zk.ParameterGenerator;
import org.fhevm.tfhe.zk.ProofShape;
import org.fhevm.tfhe.zk.PublicParameters;
import org.fhevm.tfhe.zk.PublicParameters.Progress;
import org.fhevm.tfhe.zk.curve.Group;
import org.fhevm.tfhe.zk.curve.Workers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EmbeddedDatabase
class TenantCommandsTest {
    private static final String ACL = "0x339EcE85B9E11a3A3AA557582784a15d7F82AAf2";
    private static final String VERIFIER = "0x69dE3158643e738a0724418b21a35FAA20CBb1c5";

    /** The modulus of the base field of BLS12-446. */
    private static final BigInteger CURVE_MODULUS = new BigInteger(
            "3cdee0fb28c5e535200fc34965aad6400095a4b78a02fe320f75a64bbac71602"
                    + "824e6dc3e23acdee56ee4528c573b5cc311c0026aab0aaab",
            16);

    @TempDir
    private Path folder;

    private String url;
    private KeyFolder keys;

    @BeforeEach
    void prepare(TestServer server) throws IOException {
        url = server.postgres().urlText(server.newDatabase().database());
        keys = ToyKeyFolder.ours(folder.resolve("keys"));
    }

    @Test
    void aTenantIsStoredUnderADrawnApiKeyThatOnlyAFileHolds() throws IOException {
        Path apiKeyFile = folder.resolve("api-key");

        CommandRun run = add(apiKeyFile, keys);

        assertThat(run.exitCode()).as(run.err()).isZero();
        String apiKey = Files.readString(apiKeyFile).strip();
        assertThat(UUID.fromString(apiKey)).hasToString(apiKey);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(apiKeyFile)))
                .isEqualTo("rw-------");
        assertThat(run.out())
                .contains("stored tenant", "checking the CRS: done after")
                .doesNotContain(apiKey);

        CommandRun list = CommandRun.of("tenant", "list", "--database-url", url);
        assertThat(list.out())
                .contains("12345", ACL, VERIFIER)
                .doesNotContain("none")
                .doesNotContain(apiKey);
    }

    @Test
    void twoTenantsOfOneChainAndVerifierAreWarnedOf() {
        assertThat(add(folder.resolve("api-key"), keys).out()).doesNotContain("Warning");

        CommandRun second = add(folder.resolve("other-api-key"), keys);

        assertThat(second.exitCode()).isZero();
        assertThat(second.out())
                .containsPattern("Warning: tenants 1, 2 share chain 12345 and verifying contract " + VERIFIER
                        + ": with one signing key, attestations of one may contradict those of another");
        assertThat(CommandRun.of("doctor", "--database-url", url).out())
                .containsPattern("doubtful +signing +tenants 1, 2 share chain 12345");
    }

    @Test
    void theSameApiKeyTwiceIsRefused() throws IOException {
        Path apiKeyFile = folder.resolve("api-key");
        add(apiKeyFile, keys);

        CommandRun run = add(apiKeyFile, keys);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().strip()).isEqualTo("coprocessor: there is a tenant with this API key already");
    }

    @Test
    void keysOfDifferentSetsAreRefused() throws IOException {
        KeyFolder others = ToyKeyFolder.ours(folder.resolve("other"));
        Files.write(others.serverKey(), Files.readAllBytes(others.publicKey()));

        CommandRun run = add(folder.resolve("api-key"), others);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains(others.serverKey() + " is not a usable server key");
        assertThat(folder.resolve("api-key")).doesNotExist();
    }

    /** Keys of one set by tfhe-rs and one of ours, of the same shapes. */
    @ParameterizedTest
    @CsvSource({"sks", "pks"})
    void theClientKeyTellsKeysOfDifferentSets(String foreign) throws IOException {
        KeyFolder others = ToyKeyFolder.tfheRs(folder.resolve("others"));
        assertThat(tryOut(keys, keys.clientKey()).exitCode()).isZero();
        Files.copy(others.path().resolve(foreign), keys.path().resolve(foreign), StandardCopyOption.REPLACE_EXISTING);

        CommandRun run = tryOut(keys, keys.clientKey());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err())
                .contains(keys.path().resolve(foreign) + " does not belong to the client key " + keys.clientKey());
        assertThat(CommandRun.of("doctor", "--keys", keys.path()).out()).contains("does not belong to the client key");
    }

    private CommandRun tryOut(KeyFolder tried, Path clientKey) throws IOException {
        Files.deleteIfExists(tried.publicParameters()); // whose check is not the subject
        return CommandRun.of(
                "tenant",
                "add",
                "--keys",
                tried.path(),
                "--client-key",
                clientKey,
                "--api-key-file",
                folder.resolve(UUID.randomUUID().toString()),
                "--chain-id",
                "12345",
                "--acl-contract-address",
                ACL,
                "--verifying-contract-address",
                VERIFIER,
                "--database-url",
                url);
    }

    @Test
    void aTenantWithoutCrsIsTold() throws IOException {
        Files.delete(keys.publicParameters());

        CommandRun run = add(folder.resolve("api-key"), keys);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "no proof of an input can be verified",
                        keys.publicParameters().toString());
        assertThat(CommandRun.of("tenant", "list", "--database-url", url).out()).contains("none");
    }

    @Test
    void aTenantGetsItsCrsLater() throws IOException {
        Path crs = Files.move(keys.publicParameters(), folder.resolve("crs"));
        add(folder.resolve("api-key"), keys);
        assertThat(CommandRun.of("tenant", "list", "--database-url", url).out()).contains("none");

        CommandRun stored = setCrs(1, crs);

        assertThat(stored.exitCode()).as(stored.err()).isZero();
        assertThat(stored.out())
                .contains("checking the CRS: done after", "stored the common reference string of tenant 1");
        assertThat(CommandRun.of("tenant", "list", "--database-url", url).out())
                .doesNotContain("none")
                .contains(String.format(Locale.ROOT, "%,d", Files.size(crs)));

        CommandRun again = setCrs(1, crs);
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("tenant 1 has a common reference string; replace it with --force");
        assertThat(setCrs(1, crs, "--force").exitCode()).isZero();

        CommandRun missing = setCrs(2, crs);
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err().strip()).isEqualTo("coprocessor: there is no tenant 2");

        Files.write(crs, crsOfMoreNoise());
        CommandRun other = setCrs(1, crs, "--force");
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.err()).contains(crs + " is for other keys");
    }

    private CommandRun setCrs(int tenant, Path crs, String... more) {
        List<Object> command = new ArrayList<>(List.of("tenant", "set-crs", "--database-url", url));
        command.addAll(List.of("--tenant", tenant, "--crs", crs));
        command.addAll(List.of(more));
        return CommandRun.of(command.toArray());
    }

    private static byte[] crsOfMoreNoise() {
        ProofShape shape = new ProofShape(64, 1, 12, 5, 1);
        return PublicParametersCodec.INSTANCE.write(
                ParameterGenerator.generate(shape, new SecureRandom(), Workers.NONE, Progress.NONE));
    }

    @Test
    void aCrsForOtherKeysIsRefused() throws IOException {
        Files.write(keys.publicParameters(), crsOfMoreNoise());

        refused(keys.publicParameters() + " is for other keys: for lists of dimension 64, noise below 2^12 and messages"
                + " of 4 bits with 1 padding bits, and the public key makes lists of dimension 64, noise below 2^11");
    }

    @Test
    void aDamagedCrsIsRefused() throws IOException {
        byte[] good = Files.readAllBytes(keys.publicParameters());
        int pointBytes = 144;
        for (int at : new int[] {good.length / 3, good.length / 3 + pointBytes, good.length * 2 / 3}) {
            byte[] damaged = good.clone();
            damaged[at] ^= 1;
            Files.write(keys.publicParameters(), damaged);

            refused(keys.publicParameters().toString());
        }
        Files.write(keys.publicParameters(), Arrays.copyOf(good, good.length - 1));
        refused(keys.publicParameters() + " is not a usable common reference string: ");
        Files.write(keys.publicParameters(), new byte[0]);
        refused("the common reference string " + keys.publicParameters() + " is empty");
    }

    /** A point of the curve outside of its group, which no decoding notices. */
    @Test
    void aCrsWithAPointOutsideOfItsGroupIsRefused() throws IOException {
        PublicParameters good = ToyCrs.shared();
        long[] points = good.first().clone();
        int limbs = Group.G1.coordinateLimbs();
        // (0, 1) is of order three. Coordinates are in Montgomery form.
        BigInteger one = BigInteger.TWO.pow(Long.SIZE * limbs).mod(CURVE_MODULUS);
        Arrays.fill(points, 2 * limbs, 3 * limbs, 0);
        for (int limb = 0; limb < limbs; limb++) {
            points[3 * limbs + limb] = one.shiftRight(Long.SIZE * limb).longValue();
        }
        Files.write(
                keys.publicParameters(),
                PublicParametersCodec.INSTANCE.write(
                        new PublicParameters(good.shape(), points, good.second(), good.separators())));

        refused(keys.publicParameters() + " is damaged or malicious: not all of its points are in their groups");
    }

    /** Each point is one of its group, but two of them have changed places. */
    @Test
    void aCrsThatIsNotThePowersOfOneNumberIsRefused() throws IOException {
        PublicParameters good = ToyCrs.shared();
        long[] points = good.first().clone();
        int limbs = 2 * Group.G1.coordinateLimbs();
        System.arraycopy(good.first(), 0, points, limbs, limbs);
        System.arraycopy(good.first(), limbs, points, 0, limbs);
        Files.write(
                keys.publicParameters(),
                PublicParametersCodec.INSTANCE.write(
                        new PublicParameters(good.shape(), points, good.second(), good.separators())));

        refused(keys.publicParameters() + " is damaged or malicious: its points are not powers of one number");
    }

    /** Checks that the command refuses the keys in one line, before it draws an API key. */
    private void refused(String reason) {
        CommandRun run = add(folder.resolve("api-key"), keys);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().strip()).startsWith("coprocessor: " + reason).doesNotContain("\n");
        assertThat(folder.resolve("api-key")).doesNotExist();
    }

    @Test
    void theReferencesCommandStoresFilesAndAddressesAsTheyAre() throws IOException {
        String apiKey = UUID.randomUUID().toString();
        Path file = Files.writeString(folder.resolve("any"), "not a key");
        String acl = ACL.toLowerCase(Locale.ROOT);
        String verifier = VERIFIER.substring(2).toUpperCase(Locale.ROOT);

        CommandRun run = CommandRun.of(
                "insert-tenant",
                "--database-url",
                url,
                "--pks-file",
                file,
                "--sks-file",
                file,
                "--public-params-file",
                file,
                "--tenant-api-key",
                apiKey,
                "--acl-contract-address",
                acl,
                "--verifying-contract-address",
                verifier,
                "--chain-id",
                "4294967295");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(CommandRun.of("tenant", "list", "--database-url", url).out())
                .contains("4294967295", acl, verifier)
                .doesNotContain(ACL, "0x" + verifier);
    }

    @Test
    void badAddressesChainsAndApiKeysAreNamed() {
        assertThat(insert("--acl-contract-address", "0x12").err()).contains("invalid string length");
        assertThat(insert("--chain-id", "4294967296").err()).contains("got 4294967296");
        assertThat(insert("--tenant-api-key", "1-1-1-1-1").err())
                .contains("an API key is a UUID")
                .doesNotContain("1-1-1-1-1");
        assertThat(insert("--pks-file", "/nowhere").err()).contains("cannot read the key file /nowhere");
    }

    /** Runs {@code insert-tenant} with one argument replaced. */
    private CommandRun insert(String flag, String value) {
        String[] arguments = {
            "insert-tenant",
            "--database-url",
            url,
            "--pks-file",
            keys.publicKey().toString(),
            "--sks-file",
            keys.serverKey().toString(),
            "--tenant-api-key",
            UUID.randomUUID().toString(),
            "--acl-contract-address",
            ACL,
            "--verifying-contract-address",
            VERIFIER,
            "--chain-id",
            "12345"
        };
        for (int i = 0; i < arguments.length - 1; i++) {
            if (arguments[i].equals(flag)) {
                arguments[i + 1] = value;
            }
        }
        CommandRun run = CommandRun.of((Object[]) arguments);
        assertThat(run.exitCode()).as("%s %s", flag, value).isEqualTo(1);
        return run;
    }

    /** Runs {@code tenant add} with an address in lower case, which is stored with its checksum. */
    private CommandRun add(Path apiKeyFile, KeyFolder folder) {
        return CommandRun.of(
                "tenant",
                "add",
                "--database-url",
                url,
                "--keys",
                folder.path(),
                "--api-key-file",
                apiKeyFile,
                "--acl-contract-address",
                ACL.toLowerCase(Locale.ROOT),
                "--verifying-contract-address",
                VERIFIER,
                "--chain-id",
                12345);
    }
}
