package org.fhevm.coprocessor.cli;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Parsed Java sources, for rules that compiled classes do not show. */
final class JavaSources {
    private JavaSources() {}

    /** Those sources of the project whose path fulfils a condition. */
    static List<Source> parse(Predicate<String> condition) throws IOException {
        List<Path> paths = new ArrayList<>();
        for (String file : ProjectFiles.sourcesAndPages()) {
            if (file.endsWith(".java") && condition.test(file)) {
                paths.add(ProjectFiles.ROOT.resolve(file));
            }
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, null, null)) {
            return parse(compiler, files, diagnostics, files.getJavaFileObjectsFromPaths(paths));
        }
    }

    /** A source that is given as text. */
    static Source parse(String text) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, null, null)) {
            return parse(compiler, files, diagnostics, List.of(new SourceText(text)))
                    .getFirst();
        }
    }

    private static List<Source> parse(
            JavaCompiler compiler,
            StandardJavaFileManager files,
            DiagnosticCollector<JavaFileObject> diagnostics,
            Iterable<? extends JavaFileObject> sources)
            throws IOException {
        JavacTask task = (JavacTask) compiler.getTask(null, files, diagnostics, List.of("-proc:none"), null, sources);
        SourcePositions positions = Trees.instance(task).getSourcePositions();
        List<Source> parsed = new ArrayList<>();
        for (CompilationUnitTree unit : task.parse()) {
            parsed.add(
                    new Source(unit, unit.getSourceFile().getCharContent(true).toString(), positions));
        }
        return parsed;
    }

    /**
     * A parsed file.
     *
     * @param text its content
     */
    record Source(CompilationUnitTree unit, String text, SourcePositions positions) {

        /** File and line, for messages. */
        String place(long line) {
            Path path = Path.of(unit.getSourceFile().getName());
            return (path.startsWith(ProjectFiles.ROOT) ? ProjectFiles.ROOT.relativize(path) : path) + ":" + line;
        }

        long line(long position) {
            return unit.getLineMap().getLineNumber(position);
        }

        long start(Tree tree) {
            return positions.getStartPosition(unit, tree);
        }

        long end(Tree tree) {
            return positions.getEndPosition(unit, tree);
        }
    }

    private static final class SourceText extends SimpleJavaFileObject {
        private final String text;

        private SourceText(String text) {
            super(URI.create("string:///Text.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
