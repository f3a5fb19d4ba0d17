package io.gradus.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.nn.UserException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PreprocessorTest {
  private static final Table MIXED =
      CsvTest.read(
          """
          x,color,y
          1,red,a
          3,,b
          ,blue,a
          5,red,b
          1000,green,a
          """);

  private static int[] all(Table t) {
    return IntStream.range(0, t.rows()).toArray();
  }

  private static Preprocessor fit(String csv, Options options) {
    Table t = CsvTest.read(csv);
    return Preprocessor.fit(t, all(t), options);
  }

  private static Options with(
      Options o, Options.Scaling numeric, Options.Encoding categorical, Options.Missing missing) {
    return new Options(
        o.targets(), o.task(), o.features(), numeric, categorical, missing, o.targetScaling());
  }

  private static Options features(String target, String... features) {
    Options o = Options.of(target);
    return new Options(
        o.targets(),
        o.task(),
        List.of(features),
        o.numeric(),
        o.categorical(),
        o.missing(),
        o.targetScaling());
  }

  @Test
  void learnsFromTheTrainingRowsOnly() {
    Preprocessor p = Preprocessor.fit(MIXED, new int[] {0, 1, 2, 3}, Options.of("y"));
    assertThat(p.features())
        .containsExactly(
            new Feature.Number("x", 3, 3, Math.sqrt(8.0 / 3), true, 5),
            new Feature.OneHot("color", List.of("blue", "red"), true));
    assertThat(p.targets()).containsExactly(new Target.Classes("y", List.of("a", "b")));
    assertThat(p.featureNames())
        .containsExactly("x", "x (missing)", "color=blue", "color=red", "color=(missing)");
    Dataset d = p.apply(MIXED, DType.F64);
    double s = Math.sqrt(8.0 / 3);
    assertThat(d.features().shape()).isEqualTo(Shape.of(5, 5));
    assertThat(d.features().doubles())
        .containsExactly(
            -2 / s, 0, 0, 1, 0, //
            0, 0, 0, 0, 1, //
            0, 1, 1, 0, 0, //
            2 / s, 0, 0, 1, 0, //
            5, 0, 0, 0, 0); // 997/s is a slip of the pen, and green was not seen in training
    assertThat(d.targets().doubles()).containsExactly(1, 0, 0, 1, 1, 0, 0, 1, 1, 0);
    assertThat(d.targetNames()).containsExactly("a", "b");
  }

  @Test
  void otherRowsDoNotChangeWhatIsLearned() {
    String head = "x,c,y\n1,u,1.5\n2,v,2.5\n4,u,3\n";
    Table one = CsvTest.read(head + "100,w,9\n");
    Table two = CsvTest.read(head + "-7,,-4\n");
    int[] train = {0, 1, 2};
    assertThat(Preprocessor.fit(one, train, Options.of("y")).toTree())
        .isEqualTo(Preprocessor.fit(two, train, Options.of("y")).toTree());
  }

  @Test
  void scalesAsAsked() {
    String csv = "x,y\n2,1.5\n4,2\n6,3\n";
    Options o = Options.of("y");
    Options.Encoding e = Options.Encoding.ONE_HOT;
    Options.Missing m = Options.Missing.IMPUTE;
    assertThat(fit(csv, with(o, Options.Scaling.MINMAX, e, m)).features())
        .containsExactly(new Feature.Number("x", 4, 2, 4, false));
    assertThat(fit(csv, with(o, Options.Scaling.NONE, e, m)).features())
        .containsExactly(new Feature.Number("x", 4, 0, 1, false));
    Dataset d = fit(csv, o).apply(CsvTest.read(csv), DType.F64);
    assertThat(IntStream.range(0, 3).mapToDouble(d.features()::get).sum())
        .isCloseTo(0, within(1e-15));
    assertThat(IntStream.range(0, 3).mapToDouble(i -> Math.pow(d.features().get(i), 2)).sum())
        .isCloseTo(3, within(1e-14));
  }

  @Test
  void slipsOfThePenDoNotRule() {
    String csv = "x,y\n-1,1\n1,2\n";
    Table table = CsvTest.read("x,y\n3,1\n300,1\n-300,1\n");
    assertThat(fit(csv, Options.of("y")).apply(table, DType.F64).features().doubles())
        .containsExactly(3, 5, -5);
    Options raw =
        with(
            Options.of("y"),
            Options.Scaling.NONE,
            Options.Encoding.ONE_HOT,
            Options.Missing.IMPUTE);
    assertThat(fit(csv, raw).apply(table, DType.F64).features().doubles())
        .containsExactly(3, 300, -300);
  }

  @Test
  void restoresRegressionTargets() {
    Preprocessor p = fit("x,y\n2,1.5\n4,2\n6,3\n", Options.of("y"));
    Target.Value value = (Target.Value) p.targets().getFirst();
    Dataset d = p.apply(CsvTest.read("x,y\n0,1.5\n0,77\n"), DType.F64);
    assertThat(value.restore(d.targets().get(0))).isCloseTo(1.5, within(1e-14));
    assertThat(value.restore(d.targets().get(1))).isCloseTo(77, within(1e-12));
  }

  @Test
  void severalTargetsBecomeSeveralOutputs() {
    Dataset labels =
        fit("x,a,b\n1,no,0\n2,yes,1\n3,no,1\n", Options.of("a", "b"))
            .apply(CsvTest.read("b,x,a\n1,1,yes\n0,1,no\n"), DType.F64);
    assertThat(labels.task()).isEqualTo(Task.MULTI_LABEL);
    assertThat(labels.targetNames()).containsExactly("a", "b");
    assertThat(labels.targets().doubles()).containsExactly(1, 1, 0, 0);
    Preprocessor values = fit("x,a,b\n1,1,0.5\n2,2,1\n3,9,4\n", Options.of("a", "b"));
    assertThat(values.task()).isEqualTo(Task.REGRESSION);
    assertThat(values.targets()).hasSize(2);
  }

  @Test
  void positionsAreScaledLikeNumbers() {
    Options o =
        with(
            Options.of("y"),
            Options.Scaling.MINMAX,
            Options.Encoding.ORDINAL,
            Options.Missing.IMPUTE);
    Preprocessor p = fit("c,y\nlow,1.5\nmid,2\nlow,3\nzoo,1\n,1\n", o);
    assertThat(p.featureNames()).containsExactly("c", "c (missing)");
    Dataset d = p.inputs(CsvTest.read("c\nlow\nmid\nzoo\nnew\n\"\"\n"), DType.F64);
    assertThat(d.features().doubles()).containsExactly(0, 0, 0.5, 0, 1, 0, 0.25, 1, 0.25, 1);
  }

  @Test
  void levelsAreNumberedForAnEmbedding() {
    Options o =
        with(
            Options.of("y"),
            Options.Scaling.NONE,
            Options.Encoding.EMBEDDING,
            Options.Missing.IMPUTE);
    Preprocessor p = fit("x,c,d,y\n1,low,u,a\n2,mid,v,b\n3,,u,a\n4,low,w,b\n", o);
    assertThat(p.features().get(1)).isEqualTo(new Feature.Index("c", List.of("low", "mid")));
    assertThat(p.featureNames()).containsExactly("x", "c", "d");
    Dataset d = p.inputs(CsvTest.read("x,c,d\n1,mid,w\n2,new,u\n3,,v\n"), DType.F32);
    assertThat(d.features().toDoubles()).containsExactly(1, 2, 3, 2, 0, 1, 3, 0, 2);
    assertThat(d.categories()).containsExactly(new Category(1, 3), new Category(2, 4));
    assertThat(d.rows(1).cast(DType.F64).categories()).isEqualTo(p.categories());
    assertThat(Preprocessor.fromTree(p.toTree())).isEqualTo(p);
  }

  @Test
  void dropsOrRefusesMissingValues() {
    Options drop =
        with(Options.of("y"), Options.Scaling.NONE, Options.Encoding.ONE_HOT, Options.Missing.DROP);
    Preprocessor p = Preprocessor.fit(MIXED, all(MIXED), drop);
    assertThat(p.notes()).anyMatch(n -> n.startsWith("2 of 5 training rows are left out"));
    assertThat(p.apply(MIXED, DType.F64).size()).isEqualTo(3);
    assertThat(p.inputs(MIXED, DType.F64).size()).isEqualTo(5);
    Options error =
        with(
            Options.of("y"), Options.Scaling.NONE, Options.Encoding.ONE_HOT, Options.Missing.ERROR);
    assertThatThrownBy(() -> Preprocessor.fit(MIXED, all(MIXED), error))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("f.csv line 3, column 2 (color): the value is missing");
  }

  @Test
  void constantColumnsStayFinite() {
    Preprocessor p = fit("a,b,c,y\n0.1,0,k,1.5\n0.1,0,k,2\n0.1,0,k,3\n", Options.of("y"));
    assertThat(p.notes())
        .containsExactly(
            "column 'a' has the same value in all training rows",
            "column 'b' has the same value in all training rows",
            "column 'c' has the same value in all training rows");
    Dataset d = p.inputs(CsvTest.read("a,b,c\n0.1,0,k\n0.2,1,l\n"), DType.F64);
    assertThat(d.features().get(0)).isCloseTo(0, within(1e-15));
    assertThat(d.features().get(3)).isCloseTo(0.1, within(1e-15));
    assertThat(fit("a,y\n1,2.5\n2,2.5\n", Options.of("y")).targets())
        .containsExactly(new Target.Value("y", 2.5, 1));
  }

  @Test
  void treeKeepsEveryBit() {
    Key key = Key.of(9);
    for (int run = 0; run < 200; run++) {
      double x = Double.longBitsToDouble(key.at(run) & 0x7FEFFFFFFFFFFFFFL);
      double scale = Math.max(Math.abs(x), 1e-300);
      Preprocessor p =
          new Preprocessor(
              Task.REGRESSION,
              List.of(
                  new Feature.Number("n", -x, x, scale, true),
                  new Feature.OneHot("o", List.of("u", "ü \"v\""), false),
                  new Feature.Ordinal(List.of("p", "q"), new Feature.Number("r", 1, x, 1, false))),
              List.of(new Target.Value("y", x, scale)),
              Options.Missing.DROP,
              List.of());
      assertThat(Preprocessor.fromTree(p.toTree())).isEqualTo(p);
    }
    Preprocessor classes = fit("x,y\n1,a\n2,b\n", Options.of("y"));
    assertThat(Preprocessor.fromTree(classes.toTree())).isEqualTo(classes);
    Preprocessor labels = fit("x,a,b\n1,0,1\n2,1,0\n", Options.of("a", "b"));
    assertThat(Preprocessor.fromTree(labels.toTree()).targets()).isEqualTo(labels.targets());
  }

  @Test
  void damagedTreesAreTold() {
    assertThatThrownBy(() -> Preprocessor.fromTree(Map.of()))
        .isInstanceOf(UserException.class)
        .hasMessage("the model's preprocessing.task is missing; expected text");
    Map<String, Object> feature =
        Map.of("kind", "number", "column", "x", "fill", 1, "shift", 0L, "scale", 0);
    Map<String, Object> tree =
        Map.of(
            "task",
            "regression",
            "missing",
            "impute",
            "features",
            List.of(feature),
            "targets",
            List.of());
    assertThatThrownBy(() -> Preprocessor.fromTree(tree))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "the model's preprocessing.features[0].scale is '0'; expected a positive number");
  }

  @Test
  void leavesOutRecordNamesAndRowNumbersButTells() {
    String csv =
        ",name,x,,y\n"
            + IntStream.range(0, 80)
                .mapToObj(i -> i + ",name" + i + "," + i % 7 + ",," + (i % 2 == 0 ? "a" : "b"))
                .collect(Collectors.joining("\n"));
    Table t = CsvTest.read(csv);
    Preprocessor p = Preprocessor.fit(t, all(t), Options.of("y"));
    assertThat(p.featureNames()).containsExactly("x");
    assertThat(p.notes())
        .containsExactly(
            "column 1 has no name and counts the rows; it is left out",
            "column 'name' is left out: 80 different texts in 80 rows, as names or numbers of"
                + " records have",
            "column 4 has no name and no values; it is left out");
    assertThat(Preprocessor.fit(t, all(t), features("y", "name")).width()).isEqualTo(80);
  }

  @Test
  void tellsOfTextsThatMayBeMeantAsNumbersAndOfRowsWithoutTarget() {
    for (String form : List.of("%d,5", "$%d.00", "%d %%", "2024-03-%02d", "1.03.19%02d")) {
      Table t =
          CsvTest.read(
              "x,n,y\n"
                  + IntStream.range(0, 30)
                      .mapToObj(i ->
                          "\""
                              + form.formatted(i)
                              + "\","
                              + i
                              + ","
                              + (i == 7 ? "" : "ab".charAt(i % 2)))
                      .collect(Collectors.joining("\n")));
      assertThat(Preprocessor.fit(t, all(t), Options.of("y")).notes())
          .containsExactly(
              "1 of 30 rows of f.csv have no target value; they are left out",
              "column 'x' is taken as 29 categories, for '"
                  + form.formatted(0)
                  + "' is not a number like 10.5; if it means numbers or dates, write them as plain"
                  + " numbers");
    }
  }

  @Test
  void tellsOfColumnsThatGiveTheAnswerAway() {
    Table t =
        CsvTest.read(
            "alive,x,y\n"
                + IntStream.range(0, 60)
                    .mapToObj(
                        i -> (i % 3 == 0 ? "yes," : "no,") + i % 5 + "," + (i % 3 == 0 ? 1 : 0))
                    .collect(Collectors.joining("\n")));
    Preprocessor p = Preprocessor.fit(t, all(t), Options.of("y"));
    assertThat(p.notes())
        .singleElement()
        .asString()
        .startsWith("column 'alive' alone determines the target 'y'");
    assertThat(p.features()).hasSize(2);
    Table r =
        CsvTest.read(
            "a,b,y\n"
                + IntStream.range(0, 60)
                    .mapToObj(i -> (i * i) + "," + i % 7 + "," + (0.5 * i * i + 3))
                    .collect(Collectors.joining("\n")));
    assertThat(Preprocessor.fit(r, all(r), Options.of("y")).notes())
        .singleElement()
        .asString()
        .startsWith("column 'a' alone determines the target 'y'");
  }

  @Test
  void typesOfAnotherFileAreReadAsLearned() {
    Preprocessor p = fit("zip,x,y\n01,1,a\nA2,2,b\n1,3,a\n", Options.of("y"));
    Dataset d = p.apply(CsvTest.read("y,zip,x\nb,1.0,\n"), DType.F64);
    assertThat(d.features().toDoubles()).startsWith(1, 0).hasSize(3);
    assertThatThrownBy(() -> p.inputs(CsvTest.read("zip,x\n1,2\n1,abc\n"), DType.F64))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("f.csv line 3, column 2 (x): 'abc' is not a number");
    assertThatThrownBy(() -> p.inputs(CsvTest.read("zip,xx\n1,2\n"), DType.F64))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("column 'x', which the model needs, is not in f.csv; ");
    assertThatThrownBy(() -> p.apply(CsvTest.read("zip,x,y\n1,2,c\n"), DType.F64))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(
            "f.csv line 2, column 3 (y): class 'c' does not occur in the training rows");
  }

  @Test
  void tellsWhatIsWrong() {
    refuses("x,y\n1,a\n2,a\n", Options.of("y"), "has one single class, 'a'");
    refuses("x,e,y\n1,,a\n2,NA,b\n", Options.of("y"), "column 'e' of f.csv has no value");
    refuses("y\na\nb\n", Options.of("y"), "no column left to be a feature");
    refuses("x,y\n1,a\n2,b\n", features("y", "x", "y"), "both a feature and the target");
    refuses("x,y\n1,a\n2,b\n", features("y", "x", "x"), "named twice");
    refuses("x,y\n1,a\n2,b\n", features("y", "z"), "unknown feature 'z' in f.csv; known: x, y");
    refuses("x,y\n1,\n2,\n", Options.of("y"), "no row of f.csv is left");
    refuses(
        "x,y\n1.5,a\n2,b\n3,a\nabc,b\n4,a\n",
        Options.of("y"),
        "f.csv line 5, column 1 (x): 'abc' is not a number");
    refuses("x,y\n1e308,a\n-1e308,b\n", Options.of("y"), "too large to scale");
    Options none =
        with(
            Options.of("y"),
            Options.Scaling.NONE,
            Options.Encoding.ONE_HOT,
            Options.Missing.IMPUTE);
    assertThatThrownBy(
            () -> fit("x,y\n1e300,a\n1,b\n", none).inputs(CsvTest.read("x\n1\n1e300\n"), DType.F32))
        .isInstanceOf(UserException.class)
        .hasMessage("f.csv line 3: x is too large for float32 once scaled");
  }

  private static void refuses(String csv, Options options, String message) {
    assertThatThrownBy(() -> fit(csv, options))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
  }

  @Test
  void onlyUserExceptionsComeOutOfRandomTables() {
    String[] cells = {"1", "2", "0.5", "-3", "1e300", "1e-300", "a", "b", "yes", "", "NA", "x y"};
    Key key = Key.of(21);
    int good = 0;
    for (int run = 0; run < 2000; run++) {
      Key k = key.fold(run);
      StringBuilder csv = new StringBuilder("p,q,y,z\n");
      int rows = 1 + k.below(12, -1);
      int kinds = 1 + k.below(cells.length, -2);
      for (int i = 0; i < 4 * rows; i++) {
        csv.append(cells[k.below(kinds, i)]).append(i % 4 == 3 ? "\n" : ",");
      }
      Options base = k.below(2, -3) == 0 ? Options.of("y") : Options.of("y", "z");
      Options options =
          new Options(
              base.targets(),
              k.below(2, -4) == 0 ? Optional.empty() : Optional.of(Task.values()[k.below(3, -5)]),
              List.of(),
              Options.Scaling.values()[k.below(4, -6)],
              Options.Encoding.values()[k.below(3, -7)],
              Options.Missing.values()[k.below(3, -8)],
              Options.Scaling.values()[k.below(4, -9)]);
      try {
        Table t = CsvTest.read(csv.toString());
        Split s = Split.of(t, options, 0.25, 0, k);
        Preprocessor p = Preprocessor.fit(t, s.train(), options);
        Dataset d = p.apply(t, s.train(), DType.values()[k.below(2, -10)]);
        for (int i = 0; i < d.features().size(); i++) {
          assertThat(d.features().get(i)).isFinite();
        }
        assertThat(Preprocessor.fromTree(p.toTree()).toTree()).isEqualTo(p.toTree());
        good++;
      } catch (UserException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
    assertThat(good).isGreaterThan(100);
  }
}
