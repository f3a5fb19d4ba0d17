package io.gradus.nn.diagnose;

import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.graph.Tree;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.diagnose.Trace.Entry;
import io.gradus.nn.io.Checkpoint;
import io.gradus.nn.io.Json;
import io.gradus.nn.io.RunDirectory;
import io.gradus.nn.optim.Minimizer;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Rehearsal;
import io.gradus.nn.train.Spec;
import io.gradus.nn.train.TrainStep;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Where the first number came from that is not finite.
///
/// @param phase the part of the step
/// @param step the number of the step from 1
/// @param operation the word for the operation, such as `exp`; empty for data and parameters
/// @param where the layer such as `1.dense`, `loss`, the parameter, `optimizer`, or the column of
///   the data
/// @param row the row of the batch from 0, if the number belongs to one
/// @param example that row in the training data, from 0
/// @param inputs the numbers that went into it, if the operation takes each element alone
/// @param value the number: NaN or an infinity
/// @param greatest the greatest finite magnitude among all operands
/// @param sentence all of that, and what to do about it
public record Provenance(
    Phase phase,
    long step,
    String operation,
    String where,
    OptionalInt row,
    OptionalInt example,
    List<Double> inputs,
    double value,
    double greatest,
    String sentence) {

  /// Where it was.
  public enum Phase {
    /// In the examples.
    DATA,
    /// In a parameter before the step.
    PARAMETERS,
    /// On the way from the inputs to the loss.
    FORWARD,
    /// On the way from the loss to the gradients.
    BACKWARD,
    /// On the way from the gradients to the next parameters.
    UPDATE
  }

  /// Copies the list.
  public Provenance {
    inputs = List.copyOf(inputs);
  }

  /// Takes the steps of a run again, from its last checkpoint whose parameters are finite or else
  /// from the beginning, up to the one that is not. Nothing in the folder changes.
  ///
  /// @return empty if all steps are finite, or if the optimizer takes no steps by batches
  /// @throws io.gradus.nn.UserException if spec or data are not those of the run
  public static Optional<Provenance> replay(Spec spec, Parts parts, Path run) {
    Optional<Checkpoint> sound =
        RunDirectory.checkpoints(run).stream()
            .filter(c -> isFinite(c.arrays().at("params")))
            .findFirst();
    Rehearsal training =
        sound.map(c -> new Rehearsal(spec, parts, c)).orElseGet(() -> new Rehearsal(spec, parts));
    return search(spec, parts.train(), training, training.length() - training.behind() + 1);
  }

  /// Takes steps until one is not finite.
  ///
  /// @param train the examples of the training
  /// @param steps how many at most
  public static Optional<Provenance> search(
      Spec spec, Dataset train, Rehearsal training, long steps) {
    if (spec.optimizer() instanceof Minimizer) {
      return Optional.empty();
    }
    for (long i = 0; i < steps; i++) {
      int[] rows = training.rows();
      long number = training.behind() + 1;
      TrainStep.State before = training.state();
      boolean finite = Double.isFinite(training.step());
      if (!finite || !isFinite(training.params())) {
        return of(TrainStep.of(spec, train), before, train, rows, number);
      }
    }
    return Optional.empty();
  }

  /// Looks into one step.
  ///
  /// @param before parameters and state before it
  /// @param train the examples of the training
  /// @param rows which of them the step takes
  /// @param number the number of the step from 1
  /// @return empty if its loss and the next parameters are finite
  public static Optional<Provenance> of(
      TrainStep step, TrainStep.State before, Dataset train, int[] rows, long number) {
    Array x = Array.zeros(step.dtype(), Shape.of(rows.length, train.width()));
    Array y = Array.zeros(step.dtype(), Shape.of(rows.length, train.outputs()));
    train.gather(rows, 0, rows.length, x, y);
    Anatomy anatomy = new Anatomy(step, rows.length, before.optimizer().names());
    List<Array> args = new ArrayList<>(before.params().values());
    args.addAll(before.optimizer().values());
    args.addAll(List.of(x, y));
    Trace trace = new Trace(anatomy.graph(), args);
    List<Expr> order = anatomy.nodes();
    return results(anatomy, trace).stream()
        .filter(e -> trace.firstNotFinite(e) >= 0)
        .map(e -> trace.origin(new Entry(e, trace.firstNotFinite(e))))
        .min(Comparator.comparingInt(e -> order.indexOf(e.node())))
        .map(origin -> new Report(anatomy, trace, origin, train, rows, number).provenance());
  }

  /// What has to be finite: the loss, and if it is, what becomes of the parameters.
  private static List<Expr> results(Anatomy anatomy, Trace trace) {
    return trace.firstNotFinite(anatomy.loss()) >= 0 ? List.of(anatomy.loss()) : anatomy.next();
  }

  /// The record as a tree that JSON can hold.
  public Map<String, Object> toTree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("phase", phase.name().toLowerCase(Locale.ROOT));
    tree.put("step", step);
    tree.put("operation", operation);
    tree.put("where", where);
    row.ifPresent(r -> tree.put("row", r));
    example.ifPresent(r -> tree.put("example", r));
    tree.put("inputs", inputs.stream().map(Json::number).toList());
    tree.put("value", Json.number(value));
    tree.put("greatest", Json.number(greatest));
    tree.put("sentence", sentence);
    return tree;
  }

  private static boolean isFinite(Tree<Array> params) {
    return params.values().stream()
        .allMatch(a -> {
          for (int i = 0; i < a.size(); i++) {
            if (!Double.isFinite(a.get(i))) {
              return false;
            }
          }
          return true;
        });
  }
}
