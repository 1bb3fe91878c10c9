package org.fhevm.coprocessor.server.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.server.usecase.TenantBacklogs.Admission;
import org.junit.jupiter.api.Test;

class TenantBacklogsTest {

    private static final TenantId A = new TenantId(1);
    private static final TenantId B = new TenantId(2);

    private final TenantBacklogs backlogs = new TenantBacklogs(3, 100);

    @Test
    void requestsOfATenantAreBoundedInNumber() {
        List<Admission> asked =
                IntStream.range(0, 4).mapToObj(i -> backlogs.ask(A, 1)).toList();
        assertThat(asked).extracting(Admission::isAdmitted).containsExactly(true, true, true, false);
        assertThat(backlogs.ask(B, 1).isAdmitted()).isTrue();
        assertThat(backlogs.end(asked.get(1))).containsExactly(asked.get(3));
    }

    @Test
    void requestsOfATenantAreBoundedInBlocks() {
        Admission first = backlogs.ask(A, 60);
        assertThat(backlogs.ask(A, 40).isAdmitted()).isTrue();
        Admission third = backlogs.ask(A, 1);
        assertThat(third.isAdmitted()).isFalse();
        backlogs.end(first);
        assertThat(third.isAdmitted()).isTrue();
    }

    @Test
    void aRequestBeyondTheBoundIsAdmittedAlone() {
        Admission huge = backlogs.ask(A, 1000);
        assertThat(huge.isAdmitted()).isTrue();
        Admission small = backlogs.ask(A, 1);
        Admission alsoHuge = backlogs.ask(A, 1000);
        assertThat(List.of(small.isAdmitted(), alsoHuge.isAdmitted())).containsOnly(false);
        backlogs.end(huge);
        assertThat(List.of(small.isAdmitted(), alsoHuge.isAdmitted())).containsExactly(true, false);
        assertThat(backlogs.end(small)).containsExactly(alsoHuge);
    }

    @Test
    void requestsOfATenantAreAdmittedInOrder() {
        Admission first = backlogs.ask(A, 60);
        Admission wide = backlogs.ask(A, 50);
        Admission small = backlogs.ask(A, 1);
        assertThat(List.of(wide.isAdmitted(), small.isAdmitted())).containsOnly(false);
        assertThat(backlogs.end(first)).containsExactly(wide, small);
    }

    @Test
    void oneThatLeavesTheLineLetsTheNextIn() {
        Admission first = backlogs.ask(A, 60);
        Admission wide = backlogs.ask(A, 50);
        Admission small = backlogs.ask(A, 1);
        assertThat(backlogs.end(wide)).containsExactly(small);
        backlogs.end(small);
        backlogs.end(first);
        assertThatThrownBy(() -> backlogs.end(first)).hasMessage("ended twice");
    }
}
