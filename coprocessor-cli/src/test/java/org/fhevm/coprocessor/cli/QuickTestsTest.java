package org.fhevm.coprocessor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.fhevm.coprocessor.cli.JavaSources.Source;
import org.junit.jupiter.api.Test;

/**
 * Quick tests do not sleep: they await a condition or move a clock. Only tests that watch a system for a time, in
 * classes with one of the tags {@link #TAGS_THAT_MAY_PAUSE}, pause.
 */
class QuickTestsTest {
    private static final Set<String> TAGS_THAT_MAY_PAUSE = Set.of("\"chaos\"", "\"soak\"");
    private static final Set<String> PAUSES = Set.of("sleep", "parkNanos", "parkUntil");

    @Test
    void noQuickTestSleeps() throws IOException {
        List<Source> tests = JavaSources.parse(file -> file.contains("/src/test/java/"));
        assertThat(tests).hasSizeGreaterThan(100);
        List<String> pauses = new ArrayList<>();
        tests.forEach(test -> pauses.addAll(pauses(test)));
        assertThat(pauses).as("pauses in quick tests").isEmpty();
    }

    @Test
    void pausesAreFoundUnlessATagAllowsThem() throws IOException {
        String pause = "class A { void a() throws Exception { Thread.sleep(1); } }";
        assertThat(pauses(JavaSources.parse(pause))).containsExactly("/Text.java:1 Thread.sleep");
        assertThat(pauses(JavaSources.parse("@Tag(\"chaos\") " + pause))).isEmpty();
        assertThat(pauses(JavaSources.parse("@Tag(\"slow\") " + pause))).hasSize(1);
        assertThat(pauses(JavaSources.parse("class A { { MILLISECONDS.sleep(1); LockSupport.parkNanos(1); } }")))
                .hasSize(2);
        assertThat(pauses(JavaSources.parse("class A { String a = \"select pg_sleep(1), Thread.sleep(1)\"; }")))
                .isEmpty();
    }

    private static List<String> pauses(Source source) {
        PauseScanner scanner = new PauseScanner();
        scanner.scan(source.unit(), source);
        return scanner.mayPause ? List.of() : scanner.pauses;
    }

    private static final class PauseScanner extends TreeScanner<Void, Source> {
        private final List<String> pauses = new ArrayList<>();
        private boolean mayPause;

        @Override
        public Void visitAnnotation(AnnotationTree annotation, Source source) {
            String text = annotation.toString();
            mayPause |= text.startsWith("@Tag(") && TAGS_THAT_MAY_PAUSE.stream().anyMatch(text::contains);
            return super.visitAnnotation(annotation, source);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Source source) {
            if (call.getMethodSelect() instanceof MemberSelectTree method
                    && PAUSES.contains(method.getIdentifier().toString())) {
                pauses.add(source.place(source.line(source.start(call))) + " " + method);
            }
            return super.visitMethodInvocation(call, source);
        }
    }
}
