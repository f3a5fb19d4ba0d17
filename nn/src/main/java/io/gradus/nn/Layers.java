package io.gradus.nn;

import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.graph.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The layers by name, and their short form `relu(64)`.
public final class Layers {
  private static final Catalog<Layer> LONG =
      new Catalog<>(
          "layer",
          List.of(
              Dense.class,
              Activation.class,
              Dropout.class,
              BatchNormalization.class,
              LayerNormalization.class,
              Residual.class,
              Embedding.class,
              Kan.class,
              Formula.class));
  private static final Pattern SHORT = Pattern.compile("([a-z-]+|\\{.+})\\s*\\(([^()]*)\\)");

  /// Reads `relu(64)`, `{x*tanh(x)}(64)`, `dropout(0.1)` and `{dense: {units: 64, activation:
  /// relu}}`; writes the long form.
  public static final Codec.Converter<Layer> CATALOG =
      new Codec.Converter<>() {
        @Override
        public Layer read(Object node, Codec.Reading in) {
          return LONG.read(node instanceof String s ? longForm(s.strip(), in) : node, in);
        }

        @Override
        public Object write(Layer layer, Codec codec) {
          return LONG.write(layer, codec);
        }

        @Override
        public List<String> names() {
          return Layers.names();
        }

        @Override
        public Optional<Class<? extends Record>> settings(String name) {
          return LONG.settings(name);
        }
      };

  private Layers() {}

  /// The names of the layers.
  public static List<String> names() {
    return List.copyOf(LONG.names());
  }

  /// The parts of `relu(64),relu(32)`, separated by commas or spaces outside brackets.
  public static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    int depth = 0;
    for (char c : (text + " ").toCharArray()) {
      depth += "({[".indexOf(c) >= 0 ? 1 : ")}]".indexOf(c) >= 0 ? -1 : 0;
      if (depth > 0 || c != ',' && c != ' ') {
        part.append(c);
      } else if (!part.isEmpty()) {
        parts.add(part.toString());
        part.setLength(0);
      }
    }
    return parts;
  }

  private static Object longForm(String text, Codec.Reading in) {
    Matcher m = SHORT.matcher(text);
    if (!m.matches()) {
      if (LONG.names().contains(text)) {
        return text;
      }
      throw in.wrong("a layer such as relu(64) or {dense: {units: 64}}", text);
    }
    String name = m.group(1);
    String argument = m.group(2).strip();
    if (LONG.names().contains(name)) {
      return argument.isEmpty() ? name : Map.of(name, argument);
    }
    if (!name.startsWith("{") && !Activations.names().contains(name)) {
      List<String> known = Stream.concat(Activations.names().stream(), names().stream()).toList();
      throw in.error("unknown layer or activation '" + name + "'" + Nearest.hint(name, known));
    }
    return Map.of("dense", Map.of("units", argument, "activation", name));
  }

  /// An activation as a layer of its own.
  public record Activation(@Setting(doc = "The nonlinearity.") io.gradus.nn.Activation function)
      implements Layer {
    @Override
    public Expr apply(Tree<Expr> params, Expr x) {
      return function.of(x);
    }

    @Override
    public Optional<Bent> bent(Tree<Expr> params, Expr x) {
      return Optional.of(new Bent(function, x));
    }
  }

  /// In training each number is 0 with the probability `rate`, and the others are divided by 1 −
  /// rate, so that means stay; after training nothing happens.
  ///
  /// Source: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov 2014.
  public record Dropout(
      @Setting(value = "0.5", min = 0, max = 0.999, doc = "The share of numbers that become 0.")
          double rate)
      implements Layer {
    @Override
    public Expr apply(Tree<Expr> params, Expr x) {
      return x;
    }

    @Override
    public Trained train(Tree<Expr> params, Expr x, Noise noise) {
      Expr u = noise.uniform(x.shape());
      Expr kept = u.ge(u.like(rate)).cast(x.dtype());
      return new Trained(kept.mul(x).mul(1 / (1 - rate)), Tree.empty());
    }
  }

  /// γ(x − μ)/√(σ² + ε) + β, column by column. In training μ and σ² are mean and variance of the
  /// batch (divided by its rows); afterwards running means of them, m ← momentum·m + (1 −
  /// momentum)·batch.
  ///
  /// Source: Ioffe and Szegedy 2015.
  public record BatchNormalization(
      @Setting(value = "0.9", min = 0, max = 1, doc = "How much of the running mean stays.")
          double momentum,
      @Setting(value = "1e-5", min = 0, doc = "Is added to the variance.") double epsilon)
      implements Layer {
    @Override
    public Tree<Parameter> parameters(int inputs) {
      return affine(inputs)
          .with("mean", Parameter.buffer(Shape.of(inputs), 0))
          .with("variance", Parameter.buffer(Shape.of(inputs), 1));
    }

    @Override
    public Expr apply(Tree<Expr> params, Expr x) {
      return normalized(params, x, params.get("mean"), params.get("variance"));
    }

    @Override
    public Trained train(Tree<Expr> params, Expr x, Noise noise) {
      Expr mean = x.mean(0);
      Expr variance = x.sub(mean).square().mean(0);
      return new Trained(
          normalized(params, x, mean, variance),
          Tree.leaf("mean", running(params.get("mean"), mean))
              .with("variance", running(params.get("variance"), variance)));
    }

    private Expr normalized(Tree<Expr> params, Expr x, Expr mean, Expr variance) {
      Expr scale = params.get("scale").div(variance.add(epsilon).sqrt());
      return x.sub(mean).mul(scale).add(params.get("bias"));
    }

    private Expr running(Expr before, Expr now) {
      return before.mul(momentum).add(now.mul(1 - momentum));
    }
  }

  /// γ(x − μ)/√(σ² + ε) + β, where μ and σ² are mean and variance of a row.
  ///
  /// Source: Ba, Kiros and Hinton 2016.
  public record LayerNormalization(
      @Setting(value = "1e-5", min = 0, doc = "Is added to the variance.") double epsilon)
      implements Layer {
    @Override
    public Tree<Parameter> parameters(int inputs) {
      return affine(inputs);
    }

    @Override
    public Expr apply(Tree<Expr> params, Expr x) {
      Shape column = x.shape().with(1, 1);
      Expr centered = x.sub(x.mean(1).reshape(column));
      Expr variance = centered.square().mean(1).reshape(column);
      return centered
          .div(variance.add(epsilon).sqrt())
          .mul(params.get("scale"))
          .add(params.get("bias"));
    }
  }

  /// x + f(x) for layers f. Where f changes the width, the shortcut is x S with a matrix S that is
  /// learned.
  ///
  /// Source: He, Zhang, Ren and Sun 2016.
  public record Residual(
      @Setting(doc = "The layers that the shortcut goes around.") List<Layer> layers,
      @Setting(value = "auto", doc = "How the weights of a shortcut that changes the width begin.")
          Optional<Initializer> init)
      implements Layer {
    @Override
    public int outputs(int inputs) {
      return around().outputs(inputs);
    }

    @Override
    public Tree<Parameter> parameters(int inputs) {
      int units = outputs(inputs);
      Tree<Parameter> params = around().parameters(inputs);
      Initializer start = init.orElse(new Initializers.GlorotUniform());
      return units == inputs
          ? params
          : params.with("shortcut", new Parameter(Shape.of(inputs, units), start, inputs, units));
    }

    @Override
    public Expr apply(Tree<Expr> params, Expr x) {
      return shortcut(params, x).add(around().apply(params, x));
    }

    @Override
    public Trained train(Tree<Expr> params, Expr x, Noise noise) {
      Trained inner = around().train(params, x, noise);
      return new Trained(shortcut(params, x).add(inner.output()), inner.buffers());
    }

    @Override
    public Layer withInit(Initializer chosen) {
      return new Residual(
          layers.stream().map(layer -> layer.withInit(chosen)).toList(),
          init.or(() -> Optional.of(chosen)));
    }

    private Sequence around() {
      return new Sequence(layers);
    }

    private Expr shortcut(Tree<Expr> params, Expr x) {
      int inputs = x.shape().dim(1);
      return outputs(inputs) == inputs ? x : x.dot(params.get("shortcut"));
    }
  }

  /// A scale γ that begins with 1 and a bias β that begins with 0, for each column.
  private static Tree<Layer.Parameter> affine(int width) {
    Shape shape = Shape.of(width);
    return Tree.leaf(
            "scale", new Layer.Parameter(shape, new Initializers.Constant(1), width, width))
        .with("bias", new Layer.Parameter(shape, new Initializers.Zeros(), width, width));
  }
}
