package org.fhevm.coprocessor.common.tenant;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.TenantId;
import org.jooq.exception.DataAccessException;

/**
 * The keys of one tenant in the cache, loaded or being loaded. Mutable: the lock of the cache guards the pins and the
 * bytes.
 */
final class CachedKeys implements KeyBudget.HeldKeys {
    private final TenantId tenant;
    private final CompletableFuture<TenantContext> context = new CompletableFuture<>();
    private final KeyRefresh.Schedule schedule = new KeyRefresh.Schedule();
    /** The caller that adds keys to the cache is the first to pin them. */
    private int pins = 1;

    private long bytes;

    /** @param bytes as stored; they count until the keys are loaded */
    CachedKeys(TenantId tenant, long bytes) {
        this.tenant = tenant;
        this.bytes = bytes;
    }

    @Override
    public TenantId tenant() {
        return tenant;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    void setBytes(long bytes) {
        this.bytes = bytes;
    }

    @Override
    public boolean isPinned() {
        return pins > 0;
    }

    void pin() {
        pins++;
    }

    /** Whether this was the last pin. */
    boolean unpin() {
        return --pins == 0;
    }

    KeyRefresh.Schedule schedule() {
        return schedule;
    }

    boolean isLoaded() {
        return context.isDone();
    }

    void loaded(TenantContext loaded) {
        context.complete(loaded);
    }

    void failed(Throwable failure) {
        context.completeExceptionally(failure);
    }

    /**
     * Waits until the keys are loaded. A failure of the loading thread is thrown for each caller that waited for it.
     */
    TenantContext await() {
        try {
            return context.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case CoprocessorException cause -> throw new CoprocessorException(cause.error(), cause);
                case DataAccessException cause -> throw new DataAccessException(cause.getMessage(), cause);
                case null, default -> throw e;
            }
        }
    }
}
