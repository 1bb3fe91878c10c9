package org.fhevm.coprocessor.cli.daemon;

/** The value of a flag that switches something on or off. */
enum Switch {
    on,
    off;

    static Switch of(boolean isOn) {
        return isOn ? on : off;
    }
}
