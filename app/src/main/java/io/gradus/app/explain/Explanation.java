package io.gradus.app.explain;

import io.gradus.nn.Codec;
import io.gradus.nn.Loss;
import io.gradus.nn.Losses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A step of gradient descent written out: what is given, the calculation, then the derivation
/// without numbers.
public final class Explanation {
  private Explanation() {}

  /// The document.
  public static String write(Backpropagation b, Format format, Texts texts) {
    List<Block> blocks = new ArrayList<>(given(b, texts));
    blocks.add(new Block.Heading(2, texts.say("calculation")));
    for (Step.Section section : Script.of(b)) {
      blocks.add(title(section, texts));
      blocks.add(new Block.Equations(section.steps().stream().map(Step::equation).toList()));
    }
    blocks.add(new Block.Heading(2, texts.say("general")));
    for (Derivation part : Derivation.of(b.net(), b.targets())) {
      blocks.add(new Block.Paragraph(texts.say(part.key(), part.arguments().toArray())));
      blocks.add(new Block.Equations(part.equations()));
    }
    return format.write(texts, texts.say("title"), blocks);
  }

  /// What a calculation begins with.
  static List<Block> given(Backpropagation b, Texts texts) {
    List<Equation> parameters = new ArrayList<>();
    for (int l = 0; l < b.net().layers().size(); l++) {
      DenseNet.Layer layer = b.net().layers().get(l);
      parameters.add(Equation.of(Symbol.of("W", "W", l + 1), Symbol.matrix(layer.weights())));
      if (layer.bias().isPresent()) {
        double[][] row = {layer.bias().get()};
        parameters.add(Equation.of(Symbol.of("b", "b", l + 1).transposed(), Symbol.matrix(row)));
      }
    }
    String activations =
        IntStream.range(0, b.net().layers().size())
            .mapToObj(l -> b.net().activation(l).name())
            .collect(Collectors.joining(", "));
    return List.of(
        new Block.Paragraph(
            texts.say(
                "input",
                numbers(b.inputs()),
                numbers(b.targets()),
                Symbol.number(b.rate()).text())),
        new Block.Paragraph(texts.say("network", activations, name(b.net().loss()))),
        new Block.Equations(parameters));
  }

  private static String name(Loss loss) {
    Object node = Losses.CATALOG.write(loss, new Codec()); // the name, or its settings by the name
    return node instanceof Map<?, ?> map
        ? map.keySet().iterator().next().toString()
        : node.toString();
  }

  static Block title(Step.Section section, Texts texts) {
    return new Block.Heading(3, texts.say(section.title(), section.layer()));
  }

  private static String numbers(double[][] rows) {
    return Arrays.stream(rows).map(Explanation::numbers).collect(Collectors.joining(", "));
  }

  private static String numbers(double[] values) {
    return Arrays.stream(values)
        .mapToObj(x -> Symbol.number(x).text())
        .collect(Collectors.joining(", ", "(", ")"));
  }
}
