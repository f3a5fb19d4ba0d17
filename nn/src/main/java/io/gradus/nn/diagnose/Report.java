package io.gradus.nn.diagnose;

import static io.gradus.nn.diagnose.Findings.text;

import io.gradus.graph.Expr;
import io.gradus.graph.Tree;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.diagnose.Anatomy.Place;
import io.gradus.nn.diagnose.Provenance.Phase;
import io.gradus.nn.diagnose.Trace.Entry;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Says where a number that is not finite came from.
///
/// @param origin the number
/// @param train the examples of the training
/// @param rows which of them the step takes
/// @param number the number of the step from 1
record Report(Anatomy anatomy, Trace trace, Entry origin, Dataset train, int[] rows, long number) {
  private static final double SCALED = 20; // no standardized number is greater

  Provenance provenance() {
    if (origin.node() == anatomy.x()) {
      return data(
          "column " + train.featureNames().get(origin.index() % train.width()), train.width());
    }
    if (origin.node() == anatomy.y()) {
      return data(
          "target " + train.targetNames().get(origin.index() % train.outputs()), train.outputs());
    }
    return name(anatomy.params())
        .or(() -> name(anatomy.state()).map(name -> "optimizer." + name))
        .map(this::parameter)
        .orElseGet(this::operation);
  }

  private Optional<String> name(Tree<Expr> tree) {
    return tree.names().stream().filter(n -> tree.get(n) == origin.node()).findFirst();
  }

  private Provenance data(String column, int width) {
    int row = origin.index() / width;
    String sentence =
        "Step %d: %s is %s in %s. Fill the value or leave the row out."
            .formatted(number, column, text(value()), row(row));
    return provenance(Phase.DATA, "", column, OptionalInt.of(row), List.of(), 0, sentence);
  }

  private Provenance parameter(String name) {
    String sentence =
        "Step %d: %s has the number %s at place %d before the step. Begin from finite weights."
            .formatted(number, name, text(value()), origin.index());
    return provenance(Phase.PARAMETERS, "", name, OptionalInt.empty(), List.of(), 0, sentence);
  }

  private Provenance operation() {
    Place place = anatomy.place(origin.node());
    String symbol = origin.node().op().symbol();
    List<Double> inputs = trace.inputs(origin);
    double greatest = trace.greatest(Trace.operands(origin.node()));
    OptionalInt row =
        place.phase() == Phase.UPDATE
            ? OptionalInt.empty()
            : anatomy.row(origin.node(), origin.index());
    String sentence =
        "Step %d: %s %s %s%s: %s is %s in %s%s. %s."
            .formatted(
                number,
                word(symbol),
                where(place),
                verb(inputs),
                row.isPresent() ? " for " + row(row.getAsInt()) : "",
                formula(symbol, inputs),
                text(value()),
                origin.node().dtype().text(),
                isOverflow(inputs) ? "; the greatest number before it was " + text(greatest) : "",
                remedy(place, symbol, inputs));
    return provenance(place.phase(), symbol, place.where(), row, inputs, greatest, sentence);
  }

  private Provenance provenance(
      Phase phase,
      String symbol,
      String where,
      OptionalInt row,
      List<Double> inputs,
      double greatest,
      String sentence) {
    OptionalInt example =
        row.isPresent() ? OptionalInt.of(rows[row.getAsInt()]) : OptionalInt.empty();
    return new Provenance(
        phase, number, symbol, where, row, example, inputs, value(), greatest, sentence);
  }

  private double value() {
    return trace.value(origin.node()).get(origin.index());
  }

  private String row(int row) {
    return "row %d of the batch (row %d of the training data, from 0)".formatted(row, rows[row]);
  }

  private static String where(Place place) {
    String part = place.where().equals("loss") ? "the loss" : "layer " + place.where();
    return switch (place.phase()) {
      case DATA, PARAMETERS, FORWARD -> "in " + part;
      case BACKWARD -> "in the gradient of " + part;
      case UPDATE ->
          place.where().equals("optimizer")
              ? "in the optimizer"
              : "in the update of " + place.where();
    };
  }

  /// What happens: the result is too large, a pole, or no number.
  private String verb(List<Double> inputs) {
    return Double.isNaN(value())
        ? "is not defined"
        : isOverflow(inputs) ? "overflows" : "is infinite";
  }

  private boolean isOverflow(List<Double> inputs) {
    return Double.isInfinite(value())
        && (inputs.isEmpty() || inputs.stream().allMatch(v -> Math.abs(v) > 1));
  }

  private String remedy(Place place, String symbol, List<Double> inputs) {
    if (place.phase() == Phase.UPDATE) {
      return "Lower the learning rate or the regularization";
    }
    if (isOverflow(inputs)) {
      return unscaled("input", anatomy.x())
          .or(() -> unscaled("target", anatomy.y()))
          .orElse(
              number == 1
                  ? "Begin with smaller weights"
                  : "Lower the learning rate or clip gradients, so that numbers do not grow this far");
    }
    return place.where().equals("loss")
        ? "Let the loss work on scores, as it does with from: auto and its own activation,"
            + " or keep probabilities away from 0 and 1 by clip: 1e-7"
        : "Keep what goes into " + word(symbol) + " inside of its domain";
  }

  private Optional<String> unscaled(String what, Expr data) {
    double most = trace.greatest(List.of(data));
    return most > SCALED
        ? Optional.of(
            "Scale the %ss, one of which is %s here, or lower the learning rate"
                .formatted(what, text(most)))
        : Optional.empty();
  }

  private static String word(String symbol) {
    return switch (symbol) {
      case "contract" -> "the matrix product";
      case "sum", "cumsum" -> "the sum";
      case "add" -> "the addition";
      case "mul", "gate" -> "the product";
      case "div", "reciprocal" -> "the quotient";
      default -> symbol;
    };
  }

  private static String formula(String symbol, List<Double> inputs) {
    List<String> in = inputs.stream().map(Findings::text).toList();
    return in.isEmpty()
        ? "the result"
        : switch (symbol) {
          case "add" -> in.get(0) + " + " + in.get(1);
          case "mul", "gate" -> in.get(0) + " · " + in.get(1);
          case "div" -> in.get(0) + " / " + in.get(1);
          case "reciprocal" -> "1 / " + in.get(0);
          default -> symbol + "(" + String.join(", ", in) + ")";
        };
  }
}
