package io.gradus.nn.io;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.array.ShapeException;
import io.gradus.eval.Backend;
import io.gradus.eval.Instances;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.nn.Network;
import io.gradus.nn.data.Preprocessor;
import io.gradus.nn.data.Target;
import java.util.List;

/// A trained model inside a service: a fixed number of rows at a time, for any number of threads,
/// without locks and, with a compiled backend, without allocation.
///
/// ```java
/// Predictor predictor = Model.load(folder).predictor(1);
/// float[] in = new float[predictor.inputs()];
/// float[] out = new float[predictor.outputs()];
/// predictor.predict(in, out);
/// ```
///
/// Inputs are as the network takes them, such as pixels, or the rows that [Preprocessor#inputs]
/// makes of a table. Outputs are those of [Model#predict(Dataset)], a regression's in the user's
/// units; the number of rows at a time can change them by rounding.
public final class Predictor {
  private final DType dtype;
  private final Shape in;
  private final Shape out;
  private final Target.Value[] units; // by output; null where values are as they are
  private final Instances<Instance> instances;

  Predictor(Model model, int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("a predictor takes at least one row, not " + rows);
    }
    Network network = model.description().network();
    this.dtype = model.description().precision();
    // Numbers that are known when compiling are packed for the matrix products once and for all.
    Tree<Expr> p = model.params().map(Expr::constant);
    Expr x = network.input(rows, dtype);
    Expr y = network.apply(p, x);
    this.in = x.shape();
    this.out = y.shape();
    this.units = new Target.Value[network.outputs()];
    List<Target> targets = model.preprocessor().map(Preprocessor::targets).orElse(List.of());
    for (int j = 0; j < targets.size(); j++) {
      units[j] = targets.get(j) instanceof Target.Value v ? v : null;
    }
    Backend.Executable first = Backend.current().compile(new Graph(List.of(x), List.of(y)));
    this.instances = new Instances<>(() -> new Instance(first.fork()));
    instances.give(new Instance(first));
  }

  /// The numbers that go in at a time: rows times the width of a row.
  public int inputs() {
    return in.size();
  }

  /// The numbers that come out at a time: rows times the outputs of a row.
  public int outputs() {
    return out.size();
  }

  /// Predictions for rows, one after the other.
  ///
  /// @param x the inputs, [#inputs] numbers
  /// @param y receives the outputs, [#outputs] numbers
  /// @throws ShapeException if an array has another length
  public void predict(float[] x, float[] y) {
    check(x.length, y.length);
    Instance i = instances.take();
    try {
      i.put(x);
      i.run();
      i.get(y);
    } finally {
      instances.give(i);
    }
  }

  /// The same for numbers in double precision; the model computes in its own.
  public void predict(double[] x, double[] y) {
    check(x.length, y.length);
    Instance i = instances.take();
    try {
      i.put(x);
      i.run();
      i.get(y);
    } finally {
      instances.give(i);
    }
  }

  private void check(int given, int wanted) {
    if (given != in.size() || wanted != out.size()) {
      throw new ShapeException(
          "predict: takes %d numbers and gives %d, but the arrays have %d and %d"
              .formatted(in.size(), out.size(), given, wanted));
    }
  }

  /// What one call at a time needs.
  private final class Instance {
    private final Backend.Executable executable;
    private final Array x = Array.zeros(dtype, in);
    private final Array y = Array.zeros(dtype, out);
    private final List<Array> args;
    private final List<Array> results = List.of(y);

    Instance(Backend.Executable executable) {
      this.executable = executable;
      this.args = List.of(x);
    }

    void run() {
      executable.run(args, results);
    }

    void put(float[] from) {
      switch (dtype) {
        case F32 -> System.arraycopy(from, 0, x.floats(), 0, from.length);
        case F64 -> {
          for (int i = 0; i < from.length; i++) {
            x.doubles()[i] = from[i];
          }
        }
      }
    }

    void put(double[] from) {
      switch (dtype) {
        case F32 -> {
          for (int i = 0; i < from.length; i++) {
            x.floats()[i] = (float) from[i];
          }
        }
        case F64 -> System.arraycopy(from, 0, x.doubles(), 0, from.length);
      }
    }

    void get(float[] to) {
      for (int i = 0; i < to.length; i++) {
        to[i] = (float) value(i);
      }
    }

    void get(double[] to) {
      for (int i = 0; i < to.length; i++) {
        to[i] = value(i);
      }
    }

    private double value(int i) {
      Target.Value unit = units[i % units.length];
      return unit == null ? y.get(i) : unit.restore(y.get(i));
    }
  }
}
