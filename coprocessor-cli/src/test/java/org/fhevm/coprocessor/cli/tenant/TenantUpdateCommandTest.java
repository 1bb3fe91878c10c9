package org.fhevm.coprocessor.cli.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.cli.tenant.TenantCommandRun.assertFails;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@EmbeddedDatabase
class TenantUpdateCommandTest extends TenantLifeScenario {
    private static final String ACL = "0x339EcE85B9E11a3A3AA557582784a15d7F82AAf2";
    private static final String VERIFIER = "0x69dE3158643e738a0724418b21a35FAA20CBb1c5";

    @TempDir
    private Path folder;

    @Test
    void chainAndContractsAreReplacedAndTheChangesNamed() {
        Object revision = value("select keys_revision from tenants where tenant_id = 1");
        Object other = value("select keys_revision from tenants where tenant_id = 2");

        CommandRun run = tenant(
                "update",
                1,
                "--chain-id",
                4294967295L,
                "--acl-contract-address",
                ACL.toLowerCase(Locale.ROOT),
                "--verifying-contract-address",
                VERIFIER);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "chain: 1 becomes 4294967295",
                        "ACL contract: acl becomes " + ACL,
                        "InputVerifier contract: verifier becomes " + VERIFIER,
                        "updated tenant 1; servers and workers follow within a minute");
        assertThat(tenant("show", 1).out())
                .containsPattern("chain +4294967295")
                .contains(ACL, VERIFIER)
                .doesNotContain("no change recorded");
        assertThat(value("select keys_revision from tenants where tenant_id = 1"))
                .isNotEqualTo(revision);
        assertThat(value("select keys_revision from tenants where tenant_id = 2"))
                .isEqualTo(other);
    }

    @Test
    void contractsAreReadFromTheFilesOfTheDeployment() throws IOException {
        Files.writeString(folder.resolve(".env.acl"), "ACL_CONTRACT_ADDRESS=" + ACL + "\n");
        assertFails(tenant("update", 1, "--addresses", folder), ".env.inputverifier");
        Files.writeString(folder.resolve(".env.inputverifier"), "INPUT_VERIFIER_CONTRACT_ADDRESS=" + VERIFIER + "\n");

        CommandRun trial = tenant("update", 1, "--addresses", folder, "--dry-run");

        assertThat(trial.out().lines())
                .containsExactly(
                        "ACL contract: acl becomes " + ACL, "InputVerifier contract: verifier becomes " + VERIFIER);
        assertThat(value("select acl_contract_address from tenants where tenant_id = 1"))
                .isEqualTo("acl");

        assertThat(tenant("update", 1, "--addresses", folder).exitCode()).isZero();
        assertThat(value("select acl_contract_address from tenants where tenant_id = 1"))
                .isEqualTo(ACL);
        assertThat(value("select verifying_contract_address from tenants where tenant_id = 1"))
                .isEqualTo(VERIFIER);
        assertThat(value("select chain_id from tenants where tenant_id = 1")).isEqualTo(1);
        assertFails(tenant("update", 1, "--addresses", folder), "has this chain and these contracts already");
    }

    @Test
    void tenantsThatShareAVerifierThenAreWarnedOf() {
        assertThat(tenant("update", 2, "--chain-id", 1).out())
                .contains("Warning: tenants 1, 2 share chain 1 and verifying contract verifier");
    }

    @Test
    void badArgumentsAreNamed() {
        assertThat(tenant("update", 1).err()).contains("give --chain-id,");
        assertThat(tenant("update", 1, "--addresses", folder, "--acl-contract-address", ACL)
                        .exitCode())
                .isEqualTo(2);
        assertFails(
                tenant("update", 1, "--acl-contract-address", "0x12"),
                "--acl-contract-address 0x12 is not an Ethereum address");
        assertFails(tenant("update", 1, "--chain-id", 4294967296L), "--chain-id: chain id must be between");
        assertFails(tenant("update", 3, "--chain-id", 3), "there is no tenant 3");
    }
}
