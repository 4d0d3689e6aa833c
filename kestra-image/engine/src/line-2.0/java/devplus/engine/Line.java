package devplus.engine;

import io.kestra.core.async.AsyncOperationProcessedEvent;
import io.kestra.core.async.AsyncOperationsConfiguration;
import io.kestra.core.executor.command.Create;
import io.kestra.core.executor.command.ExecutionCommand;
import io.kestra.core.models.executions.Execution;
import io.kestra.core.models.executions.ExecutionId;
import io.kestra.core.models.executions.ExecutionKilled;
import io.kestra.core.models.executions.ExecutionKilledExecution;
import io.kestra.core.queues.BroadcastQueueInterface;
import io.kestra.core.queues.DispatchQueueInterface;
import io.kestra.core.queues.QueueException;
import io.kestra.core.repositories.ExecutionRepositoryInterface;
import io.kestra.core.serializers.JacksonMapper;
import io.kestra.core.services.AsyncOperationWaiter;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.exceptions.HttpStatusException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/** The parts of the execution API that differ between Kestra's lines: 2.0. */
@Singleton
class Line {
  /** The path of a kill below an execution's. */
  static final String KILL = "/actions/kill";

  /** Properties above the image's: the ports on which the worker reaches the controller. */
  static final Map<String, Object> PROPERTIES = controller();

  @Inject private AsyncOperationWaiter waiter;
  @Inject private AsyncOperationsConfiguration configuration;
  @Inject private ExecutionRepositoryInterface executions;
  @Inject private DispatchQueueInterface<ExecutionCommand> commands;
  @Inject private BroadcastQueueInterface<ExecutionKilled> kills;

  private interface Emit {
    void as(String operation) throws QueueException;
  }

  /** Has an execution created and waits until the executor has it. */
  Mono<Execution> create(Execution execution) {
    ExecutionId id = new ExecutionId(execution.getTenantId(), execution.getNamespace(), execution.getFlowId(), execution.getId(),
        execution.getFlowRevision());
    Create command = Create.of(id).withLabels(execution.getLabels()).withInputs(execution.getInputs());
    return processed(execution, operation -> commands.emit(command.withOperationId(operation)));
  }

  /** Kills an execution and waits until the executor has taken the request. */
  Mono<HttpResponse<?>> kill(Execution execution, boolean cascade) {
    return processed(execution, operation -> kills.emit(ExecutionKilledExecution.builder()
        .state(ExecutionKilled.State.REQUESTED)
        .executionId(execution.getId())
        .isOnKillCascade(cascade)
        .tenantId(execution.getTenantId())
        .operationId(operation)
        .build())).map(killed -> HttpResponse.ok(whole(killed)));
  }

  private Mono<Execution> processed(Execution execution, Emit emit) {
    return waiter.submit(execution.getId(), operation -> {
      try {
        emit.as(operation);
      } catch (QueueException e) {
        throw new IllegalStateException(e);
      }
    }, configuration.waitTimeout()).map(event -> {
      if (event.outcome() == AsyncOperationProcessedEvent.Outcome.FAILED) {
        throw new HttpStatusException(HttpStatus.CONFLICT, event.error());
      }
      return executions.findById(execution.getTenantId(), execution.getId()).orElse(execution);
    });
  }

  /** An execution as the API shows it: without the outputs of its tasks. */
  Map<String, Object> whole(Execution execution) {
    Map<String, Object> shown = new HashMap<>(JacksonMapper.toMap(execution));
    shown.remove("deleted");
    if (shown.get("taskRunList") instanceof List<?> runs) {
      shown.put("taskRunList", runs.stream().map(run -> {
        Map<Object, Object> slim = new HashMap<>((Map<?, ?>) run);
        slim.keySet().removeAll(List.of("outputs", "executionId", "namespace", "flowId"));
        return slim;
      }).toList());
    }
    return shown;
  }

  /** An execution as the API lists it: without its tasks. */
  Map<String, Object> listed(Execution execution) {
    Map<String, Object> shown = whole(execution);
    shown.remove("taskRunList");
    return shown;
  }

  private static Map<String, Object> controller() {
    int port = freePort();
    return Map.of(
        "grpc.server.port", freePort(), // Micronaut's own server, which serves nothing here and is part of /health
        "grpc.server.host", "127.0.0.1",
        "kestra.controller.port", port,
        "kestra.worker.controllers.type", "STATIC",
        "kestra.worker.controllers.static.endpoints", List.of(Map.of("host", "127.0.0.1", "port", port)));
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
