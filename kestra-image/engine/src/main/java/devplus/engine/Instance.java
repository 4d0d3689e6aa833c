package devplus.engine;

import io.kestra.core.models.flows.FlowWithSource;
import io.kestra.core.repositories.FlowRepositoryInterface;
import io.kestra.core.utils.VersionProvider;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;

/** What Kestra's API says about itself: its version and the text of its flows. */
@Controller("/api/v1")
class Instance {
  @Inject private VersionProvider version;
  @Inject private FlowRepositoryInterface flows;

  @Get("/configs")
  Map<String, Object> configuration() {
    return Map.of("version", version.getVersion());
  }

  @Get("/{tenant}/flows/{namespace}/{id}")
  @ExecuteOn(TaskExecutors.IO)
  Optional<Map<String, Object>> flow(String tenant, String namespace, String id) {
    return flows.findByIdWithSource(tenant, namespace, id, Optional.empty()).map(Instance::shown);
  }

  private static Map<String, Object> shown(FlowWithSource flow) {
    return Map.of("id", flow.getId(), "namespace", flow.getNamespace(), "revision", flow.getRevision(), "source", flow.getSource());
  }
}
