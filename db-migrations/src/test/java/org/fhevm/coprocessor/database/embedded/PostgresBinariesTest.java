package org.fhevm.coprocessor.database.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class PostgresBinariesTest {
    @Test
    void eachProcessorHasAnArchiveOfItsOwn() {
        assertThat(PostgresBinaries.archiveFor("Linux", "amd64")).isEqualTo("/postgres-linux-x86_64.txz");
        assertThat(PostgresBinaries.archiveFor("Linux", "aarch64")).isEqualTo("/postgres-linux-arm_64.txz");
    }

    @Test
    void otherMachinesAreToldToUseAServer() {
        assertThatExceptionOfType(EmbeddedPostgresException.class)
                .isThrownBy(() -> PostgresBinaries.archiveFor("Linux", "riscv64"))
                .withMessageContaining("Linux/riscv64")
                .withMessageContaining("DATABASE_URL");
    }
}
