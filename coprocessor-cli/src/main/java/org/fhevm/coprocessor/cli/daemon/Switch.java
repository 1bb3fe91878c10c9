package org.fhevm.coprocessor.cli.daemon;

/** The value of a flag that turns something on or off. */
enum Switch {
    on,
    off
}
