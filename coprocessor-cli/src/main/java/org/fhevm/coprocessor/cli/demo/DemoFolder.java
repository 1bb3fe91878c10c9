package org.fhevm.coprocessor.cli.demo;

import java.nio.file.Path;
import org.fhevm.coprocessor.cli.keys.KeyFolder;

/**
 * What the demo keeps from one run to the next.
 *
 * @param path the folder
 */
record DemoFolder(Path path) {
    /** A folder under the shortest path from here, since paths are shown to be typed. */
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

    /** What the coprocessor signs with. */
    Path signingKey() {
        return path.resolve("coprocessor.key");
    }
}
