package org.fhevm.coprocessor.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {

    private static final UUID KEY = UUID.fromString("a1503fb6-d79b-4e9e-826d-44cf262f3e05");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bearer a1503fb6-d79b-4e9e-826d-44cf262f3e05",
                "Bearer a1503fb6-d79b-4e9e-826d-44cf262f3e05",
                "BEARER A1503FB6-D79B-4E9E-826D-44CF262F3E05",
                "bearer   a1503fb6-d79b-4e9e-826d-44cf262f3e05 ",
                "bearer a1503fb6d79b4e9e826d44cf262f3e05",
                "bearer urn:uuid:a1503fb6-d79b-4e9e-826d-44cf262f3e05",
                "bearer URN:UUID:a1503fb6-d79b-4e9e-826d-44cf262f3e05",
                "bearer {a1503fb6-d79b-4e9e-826d-44cf262f3e05}"
            })
    void isReadInEachOfItsSpellings(String authorization) {
        assertThat(ApiKey.fromAuthorization(authorization).map(ApiKey::uuid)).contains(KEY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bearer",
                "bearer ",
                "bearera1503fb6-d79b-4e9e-826d-44cf262f3e05",
                " bearer a1503fb6-d79b-4e9e-826d-44cf262f3e05",
                "basic a1503fb6-d79b-4e9e-826d-44cf262f3e05",
                "a1503fb6-d79b-4e9e-826d-44cf262f3e05",
                "bearer invalid-guid",
                "bearer 1-1-1-1-1",
                "bearer a1503fb6-d79b-4e9e-826d-44cf262f3e0",
                "bearer a1503fb6-d79b-4e9e-826d-44cf262f3e055",
                "bearer a1503fb6d-79b-4e9e-826d-44cf262f3e05",
                "bearer a1503fb6-d79b-4e9e-826d-44cf262f3e0g",
                "bearer a1503fb6-d79b4e9e826d44cf262f3e05",
                "bearer +1503fb6-d79b-4e9e-826d-44cf262f3e05",
                "bearer {a1503fb6d79b4e9e826d44cf262f3e05}",
                "bearer urn:uuid:a1503fb6d79b4e9e826d44cf262f3e05",
                "bearer {a1503fb6-d79b-4e9e-826d-44cf262f3e05",
                "bearer a1503fb6-d79b-4e9e-826d-44cf262f3e05}",
                "bearer urn:uuid:{a1503fb6-d79b-4e9e-826d-44cf262f3e05}",
                "bearer {",
                "bearer a1503fb6-d79b-4e9e-826d-44cf262f3e05\u0000"
            })
    void nothingElseIsAKey(String authorization) {
        assertThat(ApiKey.fromAuthorization(authorization)).isEmpty();
    }

    @Test
    void isNotShown() {
        assertThat(ApiKey.fromAuthorization("bearer " + KEY)).get().hasToString("ApiKey[…]");
    }
}
