package org.fhevm.coprocessor.common.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.fhevm.coprocessor.common.id.TenantId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rights, grants and digests by themselves. */
class AccessTest {
    private static final UUID KEY_FOR_TESTS = UUID.fromString("a1503fb6-d79b-4e9e-826d-44cf262f3e05");
    private static final TenantId TENANT = new TenantId(1);

    @ParameterizedTest
    @EnumSource(Right.class)
    void aRightAllowsItselfOnly(Right right) {
        assertThat(Rights.ofLabels(List.of(right.label()))).isEqualTo(Rights.of(right));
        for (Right other : Right.values()) {
            assertThat(Rights.of(right).allow(other)).isEqualTo(other == right);
            assertThat(Rights.ALL.allow(other)).isTrue();
        }
    }

    @Test
    void allStandsForEachRight() {
        assertThat(Rights.ofLabels(List.of("read", "all"))).isEqualTo(Rights.ALL);
        assertThat(Rights.ALL.labels()).containsExactly("all");
        assertThat(Rights.of(Right.READ, Right.SCHEDULE).labels()).containsExactly("schedule", "read");
    }

    @Test
    void rightsAreJoinedAndIntersected() {
        Rights one = Rights.of(Right.READ, Right.UPLOAD);
        Rights other = Rights.of(Right.READ, Right.SCHEDULE);
        assertThat(one.within(other)).isEqualTo(Rights.of(Right.READ));
        assertThat(one.and(other)).isEqualTo(Rights.of(Right.READ, Right.UPLOAD, Right.SCHEDULE));
        assertThat(one.within(Rights.of(Right.SCHEDULE)).granted()).isEmpty();
    }

    @Test
    void aRightOfALaterVersionGrantsNothing() {
        assertThat(Rights.ofLabels(List.of("read", "decrypt"))).isEqualTo(Rights.of(Right.READ));
        assertThat(Rights.ofLabels(List.of("decrypt")).granted()).isEmpty();
    }

    @Test
    void aGrantHoldsUntilItsEnd() {
        Instant end = Instant.parse("2027-01-01T00:00:00Z");
        Grant grant = new Grant(TENANT, new Credential.NamedKey("a"), Rights.ALL, end);
        assertThat(grant.holdsAt(end.minusNanos(1))).isTrue();
        assertThat(grant.holdsAt(end)).isFalse();
        assertThat(Grant.ofColumnKey(TENANT).holdsAt(Instant.MAX)).isTrue();
    }

    /** By {@code printf a1503fb6d79b4e9e826d44cf262f3e05 | xxd -r -p | sha256sum}. */
    @Test
    void aDigestIsThatOfTheKeysBytesInTheOrderOfItsText() {
        assertThat(HexFormat.of().formatHex(ApiKeyDigest.of(KEY_FOR_TESTS).bytes()))
                .isEqualTo("de8e9ded5fbbbca82995ef2dc83c91d2eaad8229905518500a6d807bd6f0116d");
    }

    @Test
    void digestsAreComparedByContentAndNotShown() {
        ApiKeyDigest digest = ApiKeyDigest.of(KEY_FOR_TESTS);
        assertThat(ApiKeyDigest.ofBytes(digest.bytes())).isEqualTo(digest).hasSameHashCodeAs(digest);
        assertThat(ApiKeyDigest.of(new UUID(1, 2))).isNotEqualTo(digest);
        assertThat(digest).hasToString("ApiKeyDigest[…]");
        assertThatThrownBy(() -> ApiKeyDigest.ofBytes(new byte[31])).hasMessageContaining("31");
    }

    @Test
    void aDigestOfARowIsACopy() {
        byte[] stored = new byte[ApiKeyDigest.BYTES];
        ApiKeyDigest digest = ApiKeyDigest.ofBytes(stored);
        stored[0] = 1;
        digest.bytes()[1] = 1;
        assertThat(digest.bytes()).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "a\n",
                "ä",
                "tenant_api_key",
                "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff12345"
            })
    void namesAreShortAndPlain(String name) {
        assertThatThrownBy(() -> new NewApiKey(TENANT, name, ApiKeyDigest.of(KEY_FOR_TESTS), Rights.ALL, null))
                .hasMessageContaining("name");
    }

    @Test
    void aKeyHasARight() {
        assertThatThrownBy(() -> new NewApiKey(TENANT, "a", ApiKeyDigest.of(KEY_FOR_TESTS), Rights.of(), null))
                .hasMessageContaining("needs a right");
    }
}
