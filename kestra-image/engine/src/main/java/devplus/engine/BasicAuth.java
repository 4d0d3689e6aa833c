package devplus.engine;

import io.micronaut.context.annotation.Value;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.filter.ServerFilterPhase;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;

/** Kestra's basic authentication: the API answers 401 without the configured user and password; management stays open. */
@ServerFilter("/api/v1/**")
class BasicAuth implements Ordered {
  private final byte[] expected;

  BasicAuth(@Value("${kestra.server.basic-auth.username}") String username, @Value("${kestra.server.basic-auth.password}") String password) {
    String credentials = Base64.getEncoder().encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8));
    expected = ("Basic " + credentials).getBytes(StandardCharsets.UTF_8);
  }

  @RequestFilter
  @Nullable
  HttpResponse<?> check(HttpRequest<?> request) {
    String given = request.getHeaders().get(HttpHeaders.AUTHORIZATION);
    if (given != null && MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8))) {
      return null;
    }
    return HttpResponse.unauthorized().header(HttpHeaders.WWW_AUTHENTICATE, "Basic");
  }

  @Override
  public int getOrder() {
    return ServerFilterPhase.SECURITY.order();
  }
}
