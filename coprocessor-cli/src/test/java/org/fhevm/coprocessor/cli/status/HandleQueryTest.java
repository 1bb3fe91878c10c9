package org.fhevm.coprocessor.cli.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandleQueryTest {
    @Test
    void readsTenantAndHandle() {
        HandleQuery query = HandleQuery.parse("handle=+0x0aff&other=1&tenant=%2D12");

        assertThat(query.tenant()).isEqualTo(new TenantId(-12));
        assertThat(query.handle()).isEqualTo(Handle.fromHex("0aff"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&", "=", "tenant", "tenant=", "tenant=1x", "tenant=99999999999", "Tenant=1"})
    void aTenantIsANumber(String query) {
        assertThatThrownBy(() -> HandleQuery.parse(query).tenant())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A tenant is named by its number.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "handle=", "handle=0x", "handle=0x1", "handle=zz", "a&b&c&d&e&f&g&h&i&handle&handle=00"})
    void aHandleIsHexadecimal(String query) {
        assertThatThrownBy(() -> HandleQuery.parse(query).handle())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 256 bytes");
    }

    @Test
    void aHandleHasABound() {
        assertThat(HandleQuery.parse("handle=" + "00".repeat(256)).handle().length())
                .isEqualTo(256);
        assertThatThrownBy(() -> HandleQuery.parse("handle=" + "00".repeat(257)).handle())
                .isInstanceOf(IllegalArgumentException.class);
    }
}
