package devplus.engine;

import io.kestra.core.models.Label;
import io.kestra.core.models.executions.Execution;
import io.kestra.core.models.flows.Flow;
import io.kestra.core.repositories.ArrayListTotal;
import io.kestra.core.repositories.ExecutionRepositoryInterface;
import io.kestra.core.runners.FlowInputOutput;
import io.kestra.core.services.ExecutionService;
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
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
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
  @Inject private ExecutionService service;
  @Inject private Line line;
  @Value("${kestra.url}") private String kestraUrl;

  /** One page of a search. */
  record Page(List<Map<String, Object>> results, long total) {}

  @Post(uri = "/{namespace}/{flowId}", consumes = MediaType.MULTIPART_FORM_DATA)
  @ExecuteOn(TaskExecutors.IO)
  Mono<Map<String, Object>> start(String tenant, String namespace, String flowId, @Nullable @Body MultipartBody inputs,
      @Nullable @QueryValue List<String> labels) {
    Flow flow = flows.getFlowIfExecutableOrThrow(tenant, namespace, flowId, Optional.empty());
    Execution created = Execution.newExecution(flow, labels(labels));
    return inputOutput.readExecutionInputs(flow, created, inputs).flatMap(values -> {
      return line.create(created.withInputs(values));
    }).map(execution -> {
      Map<String, Object> answer = new HashMap<>(line.whole(execution));
      answer.put("url", kestraUrl.replaceAll("/$", "") + "/ui/" + tenant + "/executions/" + namespace + "/" + flowId + "/" + execution.getId());
      return answer;
    });
  }

  @Get("/{id}")
  @ExecuteOn(TaskExecutors.IO)
  Optional<Map<String, Object>> get(String tenant, String id) {
    return executions.findById(tenant, id).map(line::whole);
  }

  @Delete(uri = "/{id}" + Line.KILL, produces = MediaType.TEXT_JSON)
  @ExecuteOn(TaskExecutors.IO)
  Mono<HttpResponse<?>> kill(String tenant, String id, @QueryValue(defaultValue = "true") boolean isOnKillCascade) {
    Optional<Execution> execution = executions.findById(tenant, id);
    if (execution.isEmpty()) {
      return Mono.just(HttpResponse.notFound());
    }
    if (execution.get().getState().isTerminated() && !isOnKillCascade) {
      throw new IllegalStateException("Execution is already finished, can't kill it");
    }
    return line.kill(execution.get(), isOnKillCascade);
  }

  @Delete("/{id}")
  @ExecuteOn(TaskExecutors.IO)
  HttpResponse<Void> delete(String tenant, String id, @QueryValue(defaultValue = "true") boolean deleteLogs,
      @QueryValue(defaultValue = "true") boolean deleteMetrics, @QueryValue(defaultValue = "true") boolean deleteStorage) throws IOException {
    Optional<Execution> execution = executions.findById(tenant, id);
    if (execution.isEmpty()) {
      return HttpResponse.notFound();
    }
    service.delete(execution.get(), deleteLogs, deleteMetrics, deleteStorage);
    return HttpResponse.noContent();
  }

  @Get("/search")
  @ExecuteOn(TaskExecutors.IO)
  Page search(String tenant, HttpRequest<?> request, @QueryValue(defaultValue = "1") int page, @QueryValue(defaultValue = "10") int size,
      @Nullable @QueryValue List<String> sort) {
    Pageable pageable = Pageable.from(page, size, Filters.sort(sort, executions.sortMapping()));
    ArrayListTotal<Execution> found = executions.find(pageable, tenant, Filters.of(request.getParameters().asMap()));
    return new Page(found.stream().map(line::listed).toList(), found.getTotal());
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
