package org.fhevm.coprocessor.cli.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.cli.tenant.TenantCommandRun.assertFails;

import java.io.IOException;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.cli.JsonAnswers;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Commands that show and change how a tenant is served. */
@EmbeddedDatabase
class TenantStateCommandsTest extends TenantLifeScenario {
    @Test
    void aTenantIsShownByNumberOrChain() {
        fill(1, 3, 2);
        execute("update computations set waits_for = 'x' where output_handle = sha256('1')");
        execute("update computations set is_error = true, error_message = 'e' where output_handle = sha256('2')");
        execute("insert into certificate_grants (name, tenant_id, rights) values ('geth', 1, array['all']),"
                + " ('other', 2, array['all'])");
        execute("insert into api_keys (tenant_id, name, digest, rights, revoked_at)"
                + " values (1, 'a', sha256('a'), array['all'], null), (1, 'b', sha256('b'), array['all'], now())");
        execute("insert into rate_limits (tenant_id, access_right, unit, per_second) values (1, 'read', 'calls', 7)");
        execute("update tenants set pks_key = 'public', cks_key = 'client', weight = 3, priority = -1"
                + " where tenant_id = 1");

        CommandRun shown = tenant("show", 1);

        assertThat(shown.exitCode()).as(shown.err()).isZero();
        assertThat(shown.out().lines().map(line -> line.replaceAll(" {2,}", ": ")))
                .contains(
                        "tenant: 1",
                        "state: enabled",
                        "chain: 1",
                        "ACL contract: acl",
                        "weight: 3",
                        "priority: -1",
                        "public key: 6 bytes, SHA-256"
                                + " efa1f375d76194fa51a3556a97e641e61685f914d446979da50a551a4333ffd7",
                        "server key: none",
                        "CRS: none",
                        "client key: 6 bytes",
                        "API keys: 1 valid, 1 ended",
                        "API key of 0.6: valid",
                        "certificates: geth",
                        "rate limits: read.calls=7",
                        "computations pending: 1, of them in flight: 0",
                        "computations blocked: 1",
                        "computations failed: 1",
                        "ciphertexts: 4");
        assertThat(tenant("show", "--chain-id", 1).out()).isEqualTo(shown.out());
        assertThat(tenant("show", 2).out()).contains("rate limits              those of --server-rate-limit");
    }

    @Test
    void programsGetTheSame() throws IOException {
        fill(1, 3, 2);
        execute("update tenants set pks_key = 'public', cks_key = 'client' where tenant_id = 1");
        computations("pause", 1);

        JsonNode shown = JsonAnswers.of("tenant show", 1, "--database-url", url);

        assertThat(shown.get("state").asString()).isEqualTo("paused");
        assertThat(shown.get("pausedSince").asString()).startsWith("20");
        assertThat(shown.get("disabledSince").isNull()).isTrue();
        assertThat(shown.get("keys").get(0).get("sha256").asString()).startsWith("efa1f375d76194fa");
        assertThat(shown.get("keys").get(1).get("kind").asString()).isEqualTo("client key");
        assertThat(shown.get("keys").get(1).get("sha256").isNull()).isTrue();
        assertThat(shown.get("backlog").get("pending").asInt()).isEqualTo(3);
        assertThat(shown.get("backlog").get("complete").asBoolean()).isTrue();
        assertThat(JsonAnswers.of("tenant list", "--database-url", url)
                        .get(0)
                        .get("state")
                        .asString())
                .isEqualTo("paused");
        assertThat(JsonAnswers.of("computations list", "--database-url", url)
                        .get("holds")
                        .get(0)
                        .asString())
                .startsWith("the computations of tenant 1 are paused since");
    }

    @Test
    void aTenantThatIsNotTheOnlyOneOfItsChainIsShownByNumberOnly() {
        execute("update tenants set chain_id = -1");

        assertFails(tenant("show", "--chain-id", 4294967295L), "chain 4294967295 has the tenants 1, 2");
        assertFails(tenant("show", "--chain-id", 7), "there is no tenant of chain 7");
        assertFails(tenant("show", 3), "there is no tenant 3");
        assertThat(tenant("show").exitCode()).isEqualTo(2);
        assertThat(tenant("show", 1, "--chain-id", 1).exitCode()).isEqualTo(2);
    }

    @Test
    void numbersAreCountedUpToABound() {
        fill(1, 10_001, 5_001);
        fill(2, 1, 1);
        execute("update computations set is_error = true where tenant_id = 1 and output_handle < '\\x80'");

        assertThat(tenant("show", 1).out()).containsPattern("ciphertexts +10000 or more");
        execute("update computations set is_error = true");
        assertThat(tenant("show", 1).out())
                .containsPattern("computations pending +0, of them in flight: 0")
                .containsPattern("computations failed +10000 or more");
        execute("update computations set is_error = false");
        assertThat(tenant("show", 1).out())
                .containsPattern("computations pending +10000 or more, of them in flight: 0 or more");
        execute("update computations set waits_for = 'x'");
        assertThat(tenant("show", 1).out()).containsPattern("computations blocked +10000 or more");
    }

    @Test
    void computationsInFlightAreCounted() {
        fill(1, 3, 0);
        execute("insert into workers (worker_id, name, expires_at)"
                + " select gen_random_uuid(), 'w', now() + interval '1 minute'");
        execute("update computations set lease_worker = (select worker_id from workers)"
                + " where output_handle = sha256('1')");

        assertThat(tenant("show", 1).out()).containsPattern("computations pending +3, of them in flight: 1\n");
        execute("update workers set expires_at = now()");
        assertThat(tenant("show", 1).out()).containsPattern("computations pending +3, of them in flight: 0\n");
    }

    @Test
    void weightAndPriorityAreShownAndSet() {
        assertThat(tenant("weight", 1).out().strip()).isEqualTo("tenant 1 has weight 1 and priority 0");
        assertThat(tenant("weight", 1, "--weight", 1000).out().strip())
                .isEqualTo("tenant 1 has weight 1000 and priority 0");
        assertThat(tenant("weight", 1, "--priority=-2").out().strip())
                .isEqualTo("tenant 1 has weight 1000 and priority -2");
        assertThat(tenant("weight", 2).out().strip()).isEqualTo("tenant 2 has weight 1 and priority 0");

        assertThat(tenant("weight", 1, "--weight", 0).err()).contains("--weight is 1 to 1000, not 0");
        assertThat(tenant("weight", 1, "--weight", 1001).exitCode()).isEqualTo(2);
        assertFails(tenant("weight", 3), "there is no tenant 3");
        assertFails(tenant("weight", 3, "--weight", 2), "there is no tenant 3");
    }

    @Test
    void aTenantIsDisabledAndEnabled() {
        assertFails(tenant("enable", 1), "tenant 1 is not disabled");

        assertThat(tenant("disable", 1).out().strip())
                .isEqualTo("disabled tenant 1; calls and computations in flight end by themselves");

        assertThat(tenant("list").out())
                .containsPattern("(?m)^ +1 .* disabled$")
                .containsPattern("(?m)^ +2 .* enabled$");
        assertThat(tenant("show", 1).out()).containsPattern("state +disabled, disabled since 20");
        assertFails(tenant("disable", 1), "tenant 1 is disabled already, since 20");
        assertFails(tenant("disable", 3), "there is no tenant 3");
        assertThat(tenant("enable", 1).out().strip()).isEqualTo("enabled tenant 1");
        assertThat(tenant("list").out()).doesNotContain("disabled");
        assertFails(tenant("enable", 3), "there is no tenant 3");
    }

    @Test
    void aTenantWhoseKeysHaveJustChangedIsEnabledOnceNoProgramHasTheOldOnes() {
        tenant("disable", 1);
        execute("update tenants set acl_contract_address = 'other'");

        assertFails(tenant("enable", 1), "servers and workers may still have the old ones in memory; enable it in ");

        execute("update tenants set keys_changed_at = now() - interval '80 seconds'");
        assertFails(tenant("enable", 1), "enable it in 10 s");
        execute("update tenants set keys_changed_at = now() - interval '90 seconds'");
        assertThat(tenant("enable", 1).exitCode()).isZero();
    }

    @Test
    void computationsArePausedAndResumed() {
        fill(1, 1, 0);
        fill(2, 1, 0);
        assertFails(computations("resume", 1), "the computations of tenant 1 are not paused");

        assertThat(computations("pause", 1).out().strip())
                .isEqualTo("paused the computations of tenant 1; those in flight end by themselves");

        assertThat(tenant("list").out()).containsPattern("(?m)^ +1 .* paused$").containsPattern("(?m)^ +2 .* enabled$");
        assertThat(tenant("show", 1).out()).containsPattern("state +paused, paused since 20");
        assertThat(computations("list").out())
                .containsPattern("Note: the computations of tenant 1 are paused since 20.*"
                        + " \\(computations resume 1 ends it\\)\\.")
                .doesNotContain("tenant 2");
        assertThat(computations("list", "--tenant", 2).out()).doesNotContain("Note");
        assertThat(computations("list", "--state", "failed").out()).doesNotContain("Note");
        assertThat(CommandRun.of("doctor", "--database-url", url).out())
                .containsPattern("doubtful +tenant 1 +the computations of tenant 1 are paused since 20")
                .doesNotContainPattern("doubtful +tenant 2 ");
        assertFails(computations("pause", 1), "the computations of tenant 1 are paused already, since 20");
        assertFails(computations("pause", 3), "there is no tenant 3");
        assertFails(computations("resume", 3), "there is no tenant 3");

        tenant("disable", 1);
        assertThat(tenant("list").out()).contains("disabled, paused");
        assertThat(computations("list").out()).contains("Note: tenant 1 is disabled since");
        assertThat(computations("resume", 1).out()).contains("it is disabled, so that they still wait");
        assertThat(tenant("list").out()).doesNotContain("paused");
    }

    @Test
    void anExplanationSaysThatAComputationIsHeld() {
        fill(1, 1, 0);
        execute("update computations set dependencies = array['a', 'a']::bytea[]");
        execute("insert into ciphertexts (tenant_id, handle, ciphertext, ciphertext_version, ciphertext_type)"
                + " values (1, 'a', 'c', 0, 5)");
        String handle = String.valueOf(value("select '0x' || encode(output_handle, 'hex') from computations"));
        assertThat(computations("explain", handle).out()).contains("could be computed, but no worker is alive");

        computations("pause", 1);
        assertThat(computations("explain", handle).out())
                .contains("could be computed, but the computations of tenant 1 are paused since");
        tenant("disable", 1);
        assertThat(computations("explain", handle).out()).contains("could be computed, but tenant 1 is disabled since");
    }
}
