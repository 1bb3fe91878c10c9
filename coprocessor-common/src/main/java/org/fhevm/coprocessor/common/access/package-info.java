/**
 * Who may call what: rights, the keys that give them, and how these are named. A key itself occurs here only as its
 * digest ({@link org.fhevm.coprocessor.common.access.ApiKeyDigest}).
 */
@NullMarked
package org.fhevm.coprocessor.common.access;

import org.jspecify.annotations.NullMarked;
