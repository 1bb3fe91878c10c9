package org.fhevm.coprocessor.cli.demo;

import java.nio.file.Path;
import org.fhevm.coprocessor.cli.keys.KeyFolder;

/**
 * The files that the demo keeps from one run to the next.
 *
 * @param path the folder
 */
record DemoFolder(Path path) {
    /** Shortens the path relative to the working directory, since the demo prints paths for the user to type. */
    static DemoFolder at(Path path) {
        Path here = Path.of("").toAbsolutePath();
        Path absolute = path.toAbsolutePath().normalize();
        return new DemoFolder(absolute.startsWith(here) ? here.relativize(absolute) : absolute);
    }

    /** The database. */
    Path postgres() {
        return path.resolve("postgres");
    }

    /** The tenant's FHE keys. */
    KeyFolder keys() {
        return new KeyFolder(path.resolve("keys"));
    }

    /** The tenant's API key. */
    Path apiKey() {
        return path.resolve("api-key");
    }

    /** The signing key of the coprocessor. */
    Path signingKey() {
        return path.resolve("coprocessor.key");
    }
}
