package devplus.engine;

import com.fasterxml.jackson.core.JsonParseException;
import io.kestra.core.exceptions.InputOutputValidationException;
import io.kestra.core.exceptions.InvalidQueryFiltersException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Error;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.http.hateoas.JsonError;
import io.micronaut.http.hateoas.Link;
import jakarta.validation.ConstraintViolationException;
import java.util.NoSuchElementException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The statuses and messages with which Kestra's web server answers failures. */
@Controller
class Errors {
  private static final Logger log = LoggerFactory.getLogger(Errors.class);

  @Error(global = true)
  HttpResponse<JsonError> inputs(HttpRequest<?> request, InputOutputValidationException e) {
    return answer(request, HttpStatus.UNPROCESSABLE_ENTITY, "Invalid entity", e);
  }

  @Error(global = true)
  HttpResponse<JsonError> constraint(HttpRequest<?> request, ConstraintViolationException e) {
    return answer(request, HttpStatus.UNPROCESSABLE_ENTITY, "Invalid entity", e);
  }

  @Error(global = true)
  HttpResponse<JsonError> json(HttpRequest<?> request, JsonParseException e) {
    return answer(request, HttpStatus.UNPROCESSABLE_ENTITY, "Invalid json", e);
  }

  @Error(global = true)
  HttpResponse<JsonError> argument(HttpRequest<?> request, IllegalArgumentException e) {
    return answer(request, HttpStatus.UNPROCESSABLE_ENTITY, "Illegal argument", e);
  }

  @Error(global = true)
  HttpResponse<JsonError> state(HttpRequest<?> request, IllegalStateException e) {
    return answer(request, HttpStatus.CONFLICT, "Illegal state", e);
  }

  @Error(global = true)
  HttpResponse<JsonError> filters(HttpRequest<?> request, InvalidQueryFiltersException e) {
    return answer(request, HttpStatus.BAD_REQUEST, "Invalid query filters", e);
  }

  @Error(global = true)
  HttpResponse<JsonError> status(HttpRequest<?> request, HttpStatusException e) {
    return answer(request, e.getStatus(), e.getStatus().getReason(), e);
  }

  @Error(global = true)
  HttpResponse<JsonError> missing(HttpRequest<?> request, NoSuchElementException e) {
    return answer(request, HttpStatus.NOT_FOUND, "Not Found", e);
  }

  @Error(global = true, status = HttpStatus.NOT_FOUND)
  HttpResponse<JsonError> notFound(HttpRequest<?> request) {
    return answer(request, HttpStatus.NOT_FOUND, "Not Found", null);
  }

  @Error(global = true)
  HttpResponse<JsonError> other(HttpRequest<?> request, Throwable e) {
    log.error("{} {}", request.getMethod(), request.getPath(), e);
    return answer(request, HttpStatus.INTERNAL_SERVER_ERROR, "Internal server error", e);
  }

  private static HttpResponse<JsonError> answer(HttpRequest<?> request, HttpStatus status, String reason, Throwable e) {
    String message = e == null || e.getMessage() == null ? reason : reason + ": " + e.getMessage();
    return HttpResponse.<JsonError>status(status, reason).body(new JsonError(message).link(Link.SELF, Link.of(request.getUri())));
  }
}
