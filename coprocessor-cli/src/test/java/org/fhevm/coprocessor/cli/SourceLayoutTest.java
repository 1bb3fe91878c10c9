package org.fhevm.coprocessor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import org.fhevm.coprocessor.cli.JavaSources.Source;
import org.junit.jupiter.api.Test;

/**
 * The layout of classes: fields, constructors, methods, and nested types at the end; no blank line after an opening
 * brace; no fields and components of type {@code Optional}; short methods and files.
 */
class SourceLayoutTest {
    private static final List<String> MODULES = List.of(
            "benchmarks",
            "coprocessor-cli",
            "coprocessor-common",
            "coprocessor-server",
            "coprocessor-worker",
            "db-migrations",
            "fhe-core");

    private static final int LONGEST_METHOD = 40;
    private static final int LONGEST_FILE = 400;
    private static final String AN_OPTIONAL = "an Optional";
    private static final String TEXT_BLOCK = "\"\"\"";

    /** A fault that tells of a long method; the group is its class and name. */
    private static final Pattern LONG_METHOD = Pattern.compile("\\S+ (\\w+\\.\\w+): \\d+ lines");

    /** Longer methods that are one straight passage. */
    private static final Set<String> STRAIGHT_PASSAGES = Set.of(
            "ErrorStatus.wording",
            "FpInversion.divide",
            "FpInversion.updateInverses",
            "Fp.multiply",
            "Fp.multiplySum",
            "Fr.multiply",
            "LastPass16Avx512.forward",
            "LastPass16Avx512.inverse",
            "OperationErrorText.of",
            "ScalarKeccakLanes.permute",
            "VectorFieldLanes.multiplySum",
            "VectorFieldProduct.multiply",
            "VectorKeccakLanes.permute",
            "VectorRadix4.forwardBlock",
            "VectorRadix4.forwardShort",
            "VectorRadix4.inverseBlock",
            "VectorRadix4.inverseShort");

    @Test
    void everyClassFollowsTheLayout() throws IOException {
        List<Source> sources = JavaSources.parse(SourceLayoutTest::isOurs);
        assertThat(sources).hasSizeGreaterThan(400);
        List<String> faults =
                sources.stream().flatMap(source -> faults(source).stream()).toList();
        assertThat(faults).filteredOn(fault -> longMethod(fault).isEmpty()).isEmpty();
        assertThat(faults.stream().flatMap(fault -> longMethod(fault).stream()))
                .as("methods that are longer than %d lines", LONGEST_METHOD)
                .containsExactlyInAnyOrderElementsOf(STRAIGHT_PASSAGES);
    }

    private static Optional<String> longMethod(String fault) {
        Matcher matcher = LONG_METHOD.matcher(fault);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** In all modules, also in those whose layout has other rules. */
    @Test
    void noFieldOrComponentIsAnOptional() throws IOException {
        List<Source> sources = JavaSources.parse(file -> file.contains("/src/main/") && !file.contains("/generated/"));
        assertThat(sources).hasSizeGreaterThan(600);
        assertThat(sources.stream().flatMap(source -> faults(source).stream()))
                .noneMatch(fault -> fault.endsWith(AN_OPTIONAL));
    }

    private static boolean isOurs(String file) {
        return MODULES.stream().anyMatch(module -> file.startsWith(module + "/src/main/"))
                && !file.contains("/generated/");
    }

    @Test
    void everyRuleFindsItsFaults() throws IOException {
        assertThat(faultsOf("class A {\n    int b;\n\n    A() {}\n\n    void c() {}\n\n    enum D { E }\n}"))
                .isEmpty();
        assertThat(faultsOf("class A {\n\n    int b;\n}")).containsExactly("/Text.java:1 blank line after {");
        assertThat(faultsOf("class A {\n    enum D { E }\n    int b;\n}"))
                .containsExactly("/Text.java:3 A.b: after a nested type");
        assertThat(faultsOf("class A {\n    enum D { E }\n    void c() {}\n}"))
                .containsExactly("/Text.java:3 A.c: after a nested type");
        assertThat(faultsOf("class A {\n    void c() {}\n    A() {}\n}"))
                .containsExactly("/Text.java:3 A.<init>: after a method");
        assertThat(faultsOf("class A {\n    void c() {}\n    int b;\n}"))
                .containsExactly("/Text.java:3 A.b: after a method");
        assertThat(faultsOf("record A(int b) {\n    record C(@Nullable String d) {}\n}"))
                .isEmpty();
        assertThat(faultsOf("record A(int b) {\n    record C(int d, Optional<String> e) {}\n}"))
                .containsExactly("/Text.java:2 C.e: an Optional");
        assertThat(faultsOf("class A {\n    class B {\n        Optional<String> c;\n    }\n}"))
                .containsExactly("/Text.java:3 B.c: an Optional");
        String lines = "        d();\n".repeat(LONGEST_METHOD);
        assertThat(faultsOf("class A {\n    void b() {\n" + lines + "    }\n}")).isEmpty();
        assertThat(faultsOf("class A {\n    void b() {\n        d();\n" + lines + "    }\n}"))
                .containsExactly("/Text.java:2 A.b: 41 lines");
        assertThat(faultsOf("class A {\n" + "    int b;\n".repeat(LONGEST_FILE) + "}"))
                .containsExactly("/Text.java:1 402 lines");
    }

    private static List<String> faultsOf(String text) throws IOException {
        return faults(JavaSources.parse(text));
    }

    private static List<String> faults(Source source) {
        LayoutScanner scanner = new LayoutScanner(source);
        scanner.scan(source.unit(), null);
        List<String> faults = scanner.faults;
        List<String> lines = source.text().lines().toList();
        if (lines.size() > LONGEST_FILE) {
            faults.add(source.place(1) + " " + lines.size() + " lines");
        }
        boolean inTextBlock = false;
        for (int i = 1; i < lines.size(); i++) {
            inTextBlock ^= lines.get(i - 1).split(TEXT_BLOCK, -1).length % 2 == 0;
            if (!inTextBlock && lines.get(i).isBlank() && lines.get(i - 1).endsWith("{")) {
                faults.add(source.place(i) + " blank line after {");
            }
        }
        return faults;
    }

    private static final class LayoutScanner extends TreeScanner<Void, Void> {
        private final Source source;
        private final List<String> faults = new ArrayList<>();

        private LayoutScanner(Source source) {
            this.source = source;
        }

        @Override
        public Void visitClass(ClassTree type, Void ignored) {
            Part reached = Part.FIELD;
            for (Tree member : type.getMembers()) {
                checkType(type, member);
                if (isWritten(type, member)) {
                    Part part = Part.of(member);
                    if (part.compareTo(reached) < 0) {
                        add(type, member, "after a " + reached.description);
                    }
                    reached = part.compareTo(reached) > 0 ? part : reached;
                    checkMember(type, member);
                }
            }
            return super.visitClass(type, ignored);
        }

        /** Whether a member stands in the body, unlike components of a record and what the compiler adds. */
        private boolean isWritten(ClassTree type, Tree member) {
            boolean isComponent = type.getKind() == Tree.Kind.RECORD
                    && member instanceof VariableTree field
                    && !field.getModifiers().getFlags().contains(Modifier.STATIC);
            return !isComponent && source.end(member) >= 0;
        }

        private void checkType(ClassTree type, Tree member) {
            if (member instanceof VariableTree field
                    && field.getType() != null
                    && field.getType().toString().startsWith("Optional")) {
                add(type, member, AN_OPTIONAL);
            }
        }

        private void checkMember(ClassTree type, Tree member) {
            if (member instanceof MethodTree method && method.getBody() != null) {
                long lines =
                        source.line(source.end(method.getBody())) - source.line(source.start(method.getBody())) - 1;
                if (lines > LONGEST_METHOD) {
                    add(type, member, lines + " lines");
                }
            }
        }

        private void add(ClassTree type, Tree member, String fault) {
            faults.add(source.place(source.line(source.start(member))) + " " + name(type, member) + ": " + fault);
        }

        private static String name(ClassTree type, Tree member) {
            String own = switch (member) {
                case VariableTree field -> field.getName().toString();
                case MethodTree method -> method.getName().toString();
                case ClassTree nested -> nested.getSimpleName().toString();
                default -> "{}";
            };
            return type.getSimpleName() + "." + own;
        }
    }

    /** Parts of a class in their order. */
    private enum Part {
        FIELD("field"),
        CONSTRUCTOR("constructor"),
        METHOD("method"),
        NESTED_TYPE("nested type");

        private final String description;

        Part(String description) {
            this.description = description;
        }

        private static Part of(Tree member) {
            return switch (member) {
                case ClassTree nested -> NESTED_TYPE;
                case MethodTree method when method.getName().contentEquals("<init>") -> CONSTRUCTOR;
                case MethodTree method -> METHOD;
                default -> FIELD;
            };
        }
    }
}
