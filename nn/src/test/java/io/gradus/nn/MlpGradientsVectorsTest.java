package io.gradus.nn;

import io.gradus.Fn;
import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.diff.Reverse;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.nn.Vectors.Case;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class MlpGradientsVectorsTest {
  @TestFactory
  Stream<DynamicTest> outputsLossGradientsAndHessians() {
    return Vectors.cases(
        "mlp-gradients.json",
        c -> {
          List<Case> layers = c.list("layers");
          List<Layer> dense = new ArrayList<>();
          List<Array> values = new ArrayList<>();
          for (Case layer : layers) {
            double[][] w = layer.rows("W");
            dense.add(new Dense(w.length, Activations.named(layer.text("activation"))));
            values.add(transposed(w));
            values.add(
                layer.has("b")
                    ? Array.vector(layer.vector("b"))
                    : Array.vector(new double[w.length]));
          }
          Array x = c.matrix("inputs");
          int rows = x.shape().dim(0);
          Network net = new Network(x.shape().dim(1), dense, Activations.IDENTITY);
          Tree<Expr> params = net.params(DType.F64);
          Expr in = net.input(rows, DType.F64);
          Expr output = net.apply(params, in);
          Loss named = LossesVectorsTest.named(c.text("loss"));
          Expr loss = named.of(output, Expr.constant(c.matrix("targets")));
          List<Expr> grads = Reverse.grad(loss, params.values());

          List<Expr> args = new ArrayList<>(params.values());
          args.add(in);
          values.add(x);
          List<Expr> results = new ArrayList<>(List.of(output, loss));
          results.add(Reverse.grad(loss, List.of(in)).getFirst());
          results.addAll(grads);
          List<Array> got = Fn.of(new Graph(args, results)).run(values);

          compare("outputs", got.get(0), Vectors.flat(c.rows("outputs")));
          compare("loss", got.get(1), new double[] {c.number("loss_value")});
          compare("d_input", got.get(2), Vectors.flat(c.rows("d_input")));
          for (int k = 0; k < layers.size(); k++) {
            Case g = c.list("gradients").get(k);
            compare("dW" + k, got.get(3 + 2 * k), transposed(g.rows("dW")).toDoubles());
            if (g.has("db")) {
              compare("db" + k, got.get(4 + 2 * k), g.vector("db"));
            }
          }
          if (c.has("hvp")) {
            Case hvp = c.at("hvp");
            timesHessian(hvp.vector("v"), hvp.vector("Hv"), c, params, grads, args, values);
            double[][] hessian = c.rows("hessian");
            for (int i = 0; i < hessian.length; i++) {
              double[] unit = new double[hessian.length];
              unit[i] = 1;
              timesHessian(unit, hessian[i], c, params, grads, args, values);
            }
          }
        });
  }

  private static void timesHessian(
      double[] vector,
      double[] all,
      Case c,
      Tree<Expr> params,
      List<Expr> grads,
      List<Expr> args,
      List<Array> values) {
    List<double[]> v = split(vector, c.list("layers"));
    List<double[]> want = split(all, c.list("layers"));
    Expr along = Expr.constant(Vectors.scalar(0));
    for (int i = 0; i < grads.size(); i++) {
      if (v.get(i).length > 0) {
        Expr direction = Expr.constant(Array.of(grads.get(i).shape(), v.get(i)));
        along = along.add(grads.get(i).mul(direction).sum());
      }
    }
    List<Array> got = Fn.of(new Graph(args, Reverse.grad(along, params.values()))).run(values);
    double most = Math.max(1e-3, DoubleStream.of(all).map(Math::abs).max().orElseThrow());
    for (int i = 0; i < got.size(); i++) {
      if (want.get(i).length > 0) {
        Vectors.close("Hv" + i, got.get(i), want.get(i), 0, 1e-11 * most);
      }
    }
  }

  /// The numbers by parameter, none for a bias that is not there; weights are listed with a row for
  /// each output.
  private static List<double[]> split(double[] flat, List<Case> layers) {
    List<double[]> parts = new ArrayList<>();
    int at = 0;
    for (Case layer : layers) {
      double[][] rows = layer.rows("W");
      for (double[] row : rows) {
        System.arraycopy(flat, at, row, 0, row.length);
        at += row.length;
      }
      parts.add(transposed(rows).toDoubles());
      int bias = layer.has("b") ? rows.length : 0;
      parts.add(Arrays.copyOfRange(flat, at, at + bias));
      at += bias;
    }
    return parts;
  }

  private static Array transposed(double[][] rows) {
    double[][] t = new double[rows[0].length][rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < t.length; j++) {
        t[j][i] = rows[i][j];
      }
    }
    return Array.matrix(t);
  }

  private static void compare(String what, Array got, double[] want) {
    double most = DoubleStream.of(want).map(Math::abs).max().orElse(0);
    Vectors.close(what, got, want, 0, 1e-11 * most);
  }
}
