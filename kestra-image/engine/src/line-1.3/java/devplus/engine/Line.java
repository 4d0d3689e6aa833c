package devplus.engine;

import io.kestra.core.models.executions.Execution;
import io.kestra.core.models.executions.ExecutionKilled;
import io.kestra.core.models.executions.ExecutionKilledExecution;
import io.kestra.core.queues.QueueException;
import io.kestra.core.queues.QueueFactoryInterface;
import io.kestra.core.queues.QueueInterface;
import io.kestra.core.serializers.JacksonMapper;
import io.micronaut.http.HttpResponse;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Map;
import reactor.core.publisher.Mono;

/** The parts of the execution API that differ between Kestra's lines: 1.3. */
@Singleton
class Line {
  /** The path of a kill below an execution's. */
  static final String KILL = "/kill";

  /** Properties above the image's. */
  static final Map<String, Object> PROPERTIES = Map.of();

  @Inject @Named(QueueFactoryInterface.EXECUTION_NAMED) private QueueInterface<Execution> executions;
  @Inject @Named(QueueFactoryInterface.KILL_NAMED) private QueueInterface<ExecutionKilled> kills;

  /** Puts an execution into the queue. */
  Mono<Execution> create(Execution execution) {
    try {
      executions.emit(execution);
      return Mono.just(execution);
    } catch (QueueException e) {
      return Mono.error(e);
    }
  }

  /** Requests a kill and does not wait for it. */
  Mono<HttpResponse<?>> kill(Execution execution, boolean cascade) {
    try {
      kills.emit(ExecutionKilledExecution.builder()
          .state(ExecutionKilled.State.REQUESTED)
          .executionId(execution.getId())
          .isOnKillCascade(cascade)
          .tenantId(execution.getTenantId())
          .build());
      return Mono.just(HttpResponse.accepted());
    } catch (QueueException e) {
      return Mono.error(e);
    }
  }

  /** An execution as the API shows it. */
  Map<String, Object> whole(Execution execution) {
    return JacksonMapper.toMap(execution);
  }

  /** An execution as the API lists it. */
  Map<String, Object> listed(Execution execution) {
    return whole(execution);
  }
}
