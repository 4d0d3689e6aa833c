package devplus.engine;

import io.kestra.core.models.executions.Execution;
import io.kestra.core.models.flows.FlowInterface;
import io.kestra.core.models.flows.FlowWithSource;
import io.kestra.core.services.PluginDefaultService;
import io.micronaut.context.annotation.Replaces;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Parses each revision of a flow once. Kestra 1.3 does so for each message about an execution, a sixth of the engine's time. */
@Singleton
@Replaces(PluginDefaultService.class)
class ParsedFlows extends PluginDefaultService {
  private final Map<String, FlowWithSource> parsed = new ConcurrentHashMap<>();

  @Override
  public FlowWithSource injectDefaults(FlowInterface flow, Execution execution) {
    return parsed.computeIfAbsent(flow.uid(), revision -> super.injectDefaults(flow, execution));
  }
}
