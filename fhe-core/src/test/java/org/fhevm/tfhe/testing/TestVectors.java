package org.fhevm.tfhe.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A set of files made by real tfhe-rs 0.9.1.
 *
 * <p>The {@linkplain #toy() toy set} is part of the test resources. The {@linkplain #real() set at the parameters of
 * fhevm} has more than a hundred megabytes; the environment variable {@value #FOLDER_VARIABLE} names its folder, and
 * tests that need it are skipped if it is missing.
 */
public final class TestVectors {
    /** Names the folder that holds {@code tfhe-rs-0.9.1} and its companions. */
    public static final String FOLDER_VARIABLE = "COPROCESSOR_VECTORS";

    private static final TestVectors TOY = resources("toy-0.9.1");
    private static final TestVectors PROOFS = resources("zk-0.9.1");

    private final FileSource files;

    private TestVectors(FileSource files) {
        this.files = files;
    }

    /** A complete key set with toy parameters, and files made under it. */
    public static TestVectors toy() {
        return TOY;
    }

    /** Public parameters, proven lists and intermediate values of proofs; its README describes their origin. */
    public static TestVectors proofs() {
        return PROOFS;
    }

    private static TestVectors resources(String folder) {
        return new TestVectors(path -> {
            InputStream stream = TestVectors.class.getResourceAsStream("/" + folder + "/" + path);
            if (stream == null) {
                throw new FileNotFoundException(folder + "/" + path);
            }
            return stream;
        });
    }

    /** The set at the parameters of fhevm 0.6; skips the test if it is not there. */
    public static TestVectors real() {
        return folder("tfhe-rs-0.9.1");
    }

    /** Another set next to the real one; skips the test if it is missing. */
    public static TestVectors folder(String name) {
        Path folder = path(name);
        return new TestVectors(path -> Files.newInputStream(folder.resolve(path)));
    }

    /** The path of a file or folder next to or below the real set; skips the test if it is missing. */
    public static Path path(String name) {
        String root = System.getenv(FOLDER_VARIABLE);
        assumeTrue(root != null && !root.isBlank(), () -> FOLDER_VARIABLE + " does not name a folder with " + name);
        Path path = Path.of(root, name);
        assumeTrue(Files.exists(path), () -> path + " does not exist");
        return path;
    }

    /** The content of a file, its path being relative to the set. */
    public byte[] bytes(String path) {
        try (InputStream stream = files.open(path)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The 64-bit little-endian words of a file. */
    public long[] words(String path) {
        return LittleEndian.words(bytes(path));
    }

    /** The entries of a manifest, for instance {@code results/manifest.json}. */
    public List<VectorCase> cases(String manifestPath) {
        return ((List<?>) json(manifestPath)).stream().map(TestVectors::asCase).toList();
    }

    /** A JSON file that is one object. */
    public VectorCase object(String path) {
        return asCase(json(path));
    }

    private Object json(String path) {
        Object value = VectorJson.parse(new String(bytes(path), StandardCharsets.UTF_8));
        if (value == null) {
            throw new IllegalArgumentException(path + " is null");
        }
        return value;
    }

    @SuppressWarnings("unchecked") // objects of VectorJson are maps from names
    private static VectorCase asCase(Object object) {
        return new VectorCase((Map<String, @Nullable Object>) object);
    }

    /** The source of the files of a set. */
    private interface FileSource {
        InputStream open(String path) throws IOException;
    }
}
