package io.gradus.nn.diagnose;

import io.gradus.array.Array;
import io.gradus.nn.diagnose.Evidence.HiddenLayer;

/// What theory says of the gradient on its way back through the hidden layers, for the weights as
/// they are.
///
/// @param predicted the gradient of the first hidden layer's weights relative to the last one's,
///   number by number, by mean field theory with the variances of the actual weights: the factors
///   of the layers between, times the size of what goes into the first relative to what goes into
///   the last; NaN where the theory says nothing
/// @param bound the same with the greatest slope of each layer for its factor: (¼)^k for k sigmoid
///   layers, which holds for weights of norm 1
record Depth(double predicted, double bound) {
  static Depth of(Evidence e) {
    double predicted = 1;
    double bound = 1;
    double square = meanSquare(e); // of what goes into the layer
    double first = square;
    double last = square;
    for (HiddenLayer h : e.hidden()) {
      if (!h.layer().activation().pointwise()) {
        return new Depth(Double.NaN, Double.NaN);
      }
      Array w = e.start().get(h.name() + ".weight");
      double variance = 0;
      for (int i = 0; i < w.size(); i++) {
        variance += w.get(i) * w.get(i) / w.size();
      }
      MeanField field = new MeanField(h.layer().activation(), variance * h.inputs(), 0);
      double q = field.first(square);
      boolean inner = h != e.hidden().getFirst();
      last = square;
      predicted *= inner ? Math.sqrt(field.chi(q)) : 1;
      bound *= inner ? Range.of(h.layer().activation()).steepest() : 1;
      // E[φ²] is what the next layer sees: next(q) = σw² E[φ²].
      square = field.next(q) / (variance * h.inputs());
    }
    return new Depth(predicted * Math.sqrt(first / last), bound);
  }

  private static double meanSquare(Evidence e) {
    Array x = e.sample().features();
    long n = Math.min(x.size(), 1 << 16);
    double squares = 0;
    for (int i = 0; i < n; i++) {
      squares += x.get(i) * x.get(i);
    }
    return squares / n;
  }

  String sentence() {
    return Double.isNaN(predicted)
        ? ""
        : "; mean field theory predicts %s for these weights, and slopes alone bound it by %s"
            .formatted(Findings.text(predicted), Findings.text(bound));
  }
}
