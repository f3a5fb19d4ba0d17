package io.gradus.bench.jmh;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.eval.Backend;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Single kernels in float32: the time of a call, in its own process.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class Kernels {
  /// A vector and functions of it.
  @State(Scope.Benchmark)
  public static class Elementwise {
    @Param({"exp", "log", "tanh", "sin", "chain", "softmax", "sum"})
    public String name;

    private Backend.Executable f;
    private List<Array> args;

    @Setup
    public void setup() {
      Function<Expr, Expr> body =
          switch (name) {
            case "exp" -> Expr::exp;
            case "log" -> Expr::log;
            case "tanh" -> Expr::tanh;
            case "sin" -> Expr::sin;
            case "chain" -> x -> x.square().neg().exp().mul(x).add(1);
            case "softmax" -> x -> x.softmax(-1);
            case "sum" -> Expr::sum;
            default -> throw new IllegalArgumentException(name);
          };
      Type type = new Type(DType.F32, Shape.of(256, 256));
      f = compile(Graph.trace(List.of(type), p -> List.of(body.apply(p.getFirst()))));
      args = List.of(random(type, 1));
    }
  }

  /// Square matrices.
  @State(Scope.Benchmark)
  public static class Product {
    @Param({"16", "64", "192", "768"})
    public int n;

    private Backend.Executable f;
    private List<Array> args;

    @Setup
    public void setup() {
      Type type = new Type(DType.F32, Shape.of(n, n));
      f = compile(Graph.trace(List.of(type, type), p -> List.of(p.get(0).dot(p.get(1)))));
      args = List.of(random(type, 1), random(type, 2));
    }
  }

  /// A function of 65,536 elements.
  @Benchmark
  public List<Array> maths(Elementwise s) {
    return s.f.run(s.args);
  }

  /// A product of matrices.
  @Benchmark
  public List<Array> matmul(Product s) {
    return s.f.run(s.args);
  }

  private static Backend.Executable compile(Graph graph) {
    return Backend.current().compile(graph);
  }

  private static Array random(Type type, int seed) {
    Array a = Array.zeros(type.dtype(), type.shape());
    for (int i = 0; i < a.size(); i++) {
      a.floats()[i] = (float) (0.1 + 3 * Key.of(seed).uniform(i));
    }
    return a;
  }
}
