package devplus.engine;

import io.kestra.core.models.Label;
import io.kestra.core.models.executions.Execution;
import io.kestra.core.models.executions.ExecutionKilled;
import io.kestra.core.models.executions.ExecutionKilledExecution;
import io.kestra.core.models.flows.Flow;
import io.kestra.core.queues.QueueException;
import io.kestra.core.queues.QueueFactoryInterface;
import io.kestra.core.queues.QueueInterface;
import io.kestra.core.repositories.ArrayListTotal;
import io.kestra.core.repositories.ExecutionRepositoryInterface;
import io.kestra.core.runners.FlowInputOutput;
import io.kestra.core.serializers.JacksonMapper;
import io.kestra.core.services.FlowService;
import io.micronaut.context.annotation.Value;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.model.Pageable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.server.multipart.MultipartBody;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Kestra's execution API as far as DevPlus calls it: the same paths, statuses and JSON, in front of Kestra's own services. */
@Controller("/api/v1/{tenant}/executions")
class Executions {
  private static final String SYSTEM_LABELS = "system.";

  @Inject private FlowService flows;
  @Inject private ExecutionRepositoryInterface executions;
  @Inject private FlowInputOutput inputOutput;
  @Inject @Named(QueueFactoryInterface.EXECUTION_NAMED) private QueueInterface<Execution> queue;
  @Inject @Named(QueueFactoryInterface.KILL_NAMED) private QueueInterface<ExecutionKilled> kills;
  @Value("${kestra.url}") private String kestraUrl;

  /** One page of a search. */
  record Page(List<Execution> results, long total) {}

  @Post(uri = "/{namespace}/{flowId}", consumes = MediaType.MULTIPART_FORM_DATA)
  @ExecuteOn(TaskExecutors.IO)
  Mono<Map<String, Object>> start(String tenant, String namespace, String flowId, @Nullable @Body MultipartBody inputs,
      @Nullable @QueryValue List<String> labels) {
    Flow flow = flows.getFlowIfExecutableOrThrow(tenant, namespace, flowId, Optional.empty());
    Execution created = Execution.newExecution(flow, labels(labels));
    return inputOutput.readExecutionInputs(flow, created, inputs).flatMap(values -> {
      Execution execution = created.withInputs(values);
      try {
        queue.emit(execution);
      } catch (QueueException e) {
        return Mono.error(e);
      }
      Map<String, Object> answer = JacksonMapper.toMap(execution);
      answer.put("url", kestraUrl.replaceAll("/$", "") + "/ui/" + tenant + "/executions/" + namespace + "/" + flowId + "/" + execution.getId());
      return Mono.just(answer);
    });
  }

  @Get("/{id}")
  @ExecuteOn(TaskExecutors.IO)
  Optional<Execution> get(String tenant, String id) {
    return executions.findById(tenant, id);
  }

  @Delete(uri = "/{id}/kill", produces = MediaType.TEXT_JSON)
  @ExecuteOn(TaskExecutors.IO)
  HttpResponse<?> kill(String tenant, String id, @QueryValue(defaultValue = "true") boolean isOnKillCascade) throws QueueException {
    Optional<Execution> execution = executions.findById(tenant, id);
    if (execution.isEmpty()) {
      return HttpResponse.notFound();
    }
    if (execution.get().getState().isTerminated() && !isOnKillCascade) {
      throw new IllegalStateException("Execution is already finished, can't kill it");
    }
    kills.emit(ExecutionKilledExecution.builder()
        .state(ExecutionKilled.State.REQUESTED)
        .executionId(id)
        .isOnKillCascade(isOnKillCascade)
        .tenantId(tenant)
        .build());
    return HttpResponse.accepted();
  }

  @Get("/search")
  @ExecuteOn(TaskExecutors.IO)
  Page search(String tenant, HttpRequest<?> request, @QueryValue(defaultValue = "1") int page, @QueryValue(defaultValue = "10") int size,
      @Nullable @QueryValue List<String> sort) {
    Pageable pageable = Pageable.from(page, size, Filters.sort(sort, executions.sortMapping()));
    ArrayListTotal<Execution> found = executions.find(pageable, tenant, Filters.of(request.getParameters().asMap()));
    return new Page(found, found.getTotal());
  }

  private static List<Label> labels(List<String> pairs) {
    List<Label> labels = new ArrayList<>();
    for (String pair : pairs == null ? List.<String>of() : pairs) {
      int colon = pair.indexOf(':');
      if (colon < 0) {
        throw new IllegalArgumentException("Invalid queryString parameter");
      }
      if (pair.startsWith(SYSTEM_LABELS)) {
        throw new IllegalArgumentException("System labels can only be set by Kestra itself, offending label: " + pair.replaceFirst(":", "="));
      }
      labels.add(new Label(pair.substring(0, colon), pair.substring(colon + 1)));
    }
    return labels;
  }
}
