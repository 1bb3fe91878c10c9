package org.fhevm.coprocessor.server.grpc;

import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.fhevm.coprocessor.common.audit.AuditLog;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.coprocessor.server.auth.Authenticator;
import org.fhevm.coprocessor.server.config.ServerConfig;
import org.fhevm.coprocessor.server.usecase.RunningCalls;
import org.fhevm.coprocessor.server.usecase.UseCases;

/** The service within its interceptors, the outermost first. */
public final class CoprocessorEndpoint {
    private CoprocessorEndpoint() {}

    public static ServerServiceDefinition definition(
            ServerConfig config,
            Authenticator authenticator,
            UseCases useCases,
            RunningCalls running,
            CallObservers observers,
            ScheduledExecutorService timer) {
        Rejections rejections =
                new Rejections(new ErrorStatus(config.statusCodes()), observers.metrics(), observers.events());
        AdmittedCall.Budgets budgets = new AdmittedCall.Budgets(
                new TenantBudget(config.capacity().maximumCalls()),
                new TenantBudget(config.admission().requestBytes()),
                new TenantBudget(config.admission().answerBytes()),
                config.admission().answerWait(),
                running,
                new RateLimiter(
                        config.fairness().rates(),
                        MonotonicClock.system(),
                        observers.metrics().registry()));
        observers.metrics().observe(budgets);
        BoundedRequests requests = new BoundedRequests(new RequestBounds(config.limits(), config.capacity()));
        CoprocessorService service = new CoprocessorService(useCases);
        AdmissionInterceptor admission = new AdmissionInterceptor(
                authenticator,
                config.capacity(),
                config.fairness().waiting().upload(),
                budgets,
                observers.metrics(),
                rejections,
                timer);
        return ServerInterceptors.interceptForward(
                // Requests are parsed inside the interceptors, so that malformed messages are answered like other
                // faults.
                ServerInterceptors.useInputStreamMessages(requests.read(service.bindService())),
                interceptors(observers, admission, rejections));
    }

    private static List<ServerInterceptor> interceptors(
            CallObservers observers, AdmissionInterceptor admission, Rejections rejections) {
        List<ServerInterceptor> interceptors = new ArrayList<>();
        interceptors.add(new RequestIdInterceptor());
        interceptors.add(new MetricsInterceptor(observers.metrics()));
        AuditLog audit = observers.audit();
        if (audit != null) {
            interceptors.add(new AuditInterceptor(audit));
        }
        interceptors.add(admission);
        if (observers.tracing().isOn()) {
            interceptors.add(new TracingInterceptor(observers.tracing()));
        }
        interceptors.add(new ErrorInterceptor(rejections));
        interceptors.add(new RunningInterceptor());
        return interceptors;
    }
}
