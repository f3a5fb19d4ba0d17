package io.gradus.app.worksheet;

import io.gradus.array.Shape;
import io.gradus.array.ShapeException;
import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import io.gradus.nn.UserException;
import io.gradus.op.Flat;
import io.gradus.text.Outline;
import io.gradus.text.Outline.Assignment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Works out what a statement with shapes that do not fit may have been meant to be.
///
/// The parameters of a formula are what its author is free to shape. So every name of the statement
/// that has no value or is an array of variables is tried as a vector and as a matrix of variables,
/// with the extents that the other names have, until the statement can be computed: first one name,
/// then two, from the last to the first, since data stand before weights.
final class Repair {
  private static final int LARGEST = 100; // entries
  private static final int MOST = 300; // attempts

  private final Session session;
  private final String statement;
  private final List<String> names;
  private final List<String> sentences = new ArrayList<>();
  private int attempts;

  private Repair(Session session, String statement) {
    this.session = session;
    this.statement = Outline.of(statement) instanceof Assignment a ? a.value().text() : statement;
    this.names = session.values(this.statement).stream().filter(this::isFree).toList();
  }

  /// A statement with other parameters, worked out.
  ///
  /// @param sentences what is wrong, and last what was changed
  /// @param shown the result; empty if nothing was found
  record Correction(List<String> sentences, Optional<Output> shown) {}

  /// The correction for a statement that failed; empty if shapes are not the reason.
  static Optional<Correction> of(Session session, String statement, Throwable failure) {
    Throwable cause = failure;
    while (cause != null && !(cause instanceof ShapeException)) {
      cause = cause.getCause();
    }
    return cause == null
        ? Optional.empty()
        : Optional.of(new Repair(session, statement).correction(cause.getMessage()));
  }

  private Correction correction(String failure) {
    StringBuilder reason = new StringBuilder(failure);
    Optional<Output> respelled = respelled(reason);
    if (reason.toString().matches("(?s).*(\\(\\)·|·\\(\\)).*")) {
      sentences.add(
          "A number has no dot product with a vector: Wolfram's language leaves it as it stands,"
              + " and a derivative taken through it means nothing.");
    }
    Optional<Output> shown = respelled.or(this::reshaped);
    return new Correction(sentences, shown);
  }

  private Optional<Expr> value(String name) {
    return session.scope().value(name);
  }

  /// Whether a name stands for nothing but variables.
  private boolean isFree(String name) {
    Expr value = value(name).orElseThrow();
    return value.shape().size() <= LARGEST
        && Values.entries(value).stream().allMatch(e -> e.op() instanceof Flat.Param);
  }

  private boolean isUndefined(String name) {
    return value(name).orElseThrow() == session.scope().symbol(name);
  }

  /// Tries other capitals for names without values.
  private Optional<Output> respelled(StringBuilder reason) {
    Session trial = session.copy();
    boolean any = false;
    for (String name : names) {
      Optional<String> other =
          session.scope().names().stream()
              .filter(n -> n.equalsIgnoreCase(name) && !n.equals(name) && !isUndefined(n))
              .findFirst();
      if (isUndefined(name) && other.isPresent()) {
        String shown = Output.of(value(other.get()).orElseThrow(), false).text();
        sentences.add(
            "%s has no value, but %s = %s has: capital and small letters differ."
                .formatted(name, other.get(), shown));
        trial.scope().define(name, value(other.get()).orElseThrow());
        any = true;
      }
    }
    if (!any) {
      return Optional.empty();
    }
    try {
      return Optional.of(trial.show(statement));
    } catch (IllegalArgumentException | UserException e) {
      String sentence = Failures.sentence(e);
      reason.append(sentence);
      sentences.add("With that value the shapes do not fit either: " + sentence);
      return Optional.empty();
    }
  }

  private Optional<Output> reshaped() {
    List<Shape> shapes = shapes();
    for (String name : names) {
      for (Shape shape : shapes) {
        Optional<Output> shown = attempt(List.of(name), List.of(shape));
        if (shown.isPresent()) {
          return shown;
        }
      }
    }
    for (int i = 0; i < names.size(); i++) {
      for (int j = i + 1; j < names.size(); j++) {
        for (Shape one : shapes) {
          for (Shape other : shapes) {
            Optional<Output> shown =
                attempt(List.of(names.get(i), names.get(j)), List.of(one, other));
            if (shown.isPresent()) {
              return shown;
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  /// Vectors and matrices of the extents that occur.
  private List<Shape> shapes() {
    TreeSet<Integer> extents = new TreeSet<>();
    for (String name : session.values(statement)) {
      IntStream.of(value(name).orElseThrow().shape().dims()).forEach(extents::add);
    }
    List<Shape> shapes = new ArrayList<>();
    extents.forEach(m -> shapes.add(Shape.of(m)));
    extents.forEach(m -> extents.forEach(n -> shapes.add(Shape.of(m, n))));
    shapes.removeIf(s -> s.size() > LARGEST);
    return shapes;
  }

  private Optional<Output> attempt(List<String> changed, List<Shape> shapes) {
    if (++attempts > MOST) {
      return Optional.empty();
    }
    Session trial = session.copy();
    List<String> changes = new ArrayList<>();
    for (int i = 0; i < changed.size(); i++) {
      String name = changed.get(i);
      Shape shape = shapes.get(i);
      if (value(name).orElseThrow().shape().equals(shape)) {
        return Optional.empty();
      }
      trial.scope().define(name, variables(name, shape));
      changes.add(
          shape.rank() == 1
              ? "%s a vector of %d variables".formatted(name, shape.dim(0))
              : "%s a matrix of %d×%d variables".formatted(name, shape.dim(0), shape.dim(1)));
    }
    try {
      Output shown = trial.show(statement);
      sentences.add("The shapes fit with " + String.join(" and ", changes) + ":");
      return Optional.of(shown);
    } catch (IllegalArgumentException | UserException unfit) {
      return Optional.empty();
    }
  }

  /// An array of new variables, w with the indices 1, 2 as `w_1_2`.
  private static Expr variables(String name, Shape shape) {
    List<Expr> entries = new ArrayList<>();
    for (int i = 0; i < shape.size(); i++) {
      String index =
          shape.rank() == 1
              ? "_" + (i + 1)
              : "_" + (i / shape.dim(1) + 1) + "_" + (i % shape.dim(1) + 1);
      entries.add(Expr.param(name + index, Type.f64()));
    }
    return Values.of(entries, shape);
  }
}
