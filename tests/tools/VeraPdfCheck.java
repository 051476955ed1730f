// Validates PDF files against one PDF/A or PDF/UA flavour with the veraPDF engine on the class path.
// java -cp <engine jar>:<JAXB jars> VeraPdfCheck.java 3b file.pdf ...   One line a file, then one a broken rule; exit 0 if all comply.
import java.io.FileInputStream;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

public class VeraPdfCheck {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        PDFAFlavour flavour = PDFAFlavour.fromString(arguments[0]);
        int broken = 0;
        for (int index = 1; index < arguments.length; index++) {
            broken += validate(flavour, arguments[index]).isCompliant() ? 0 : 1;
        }
        System.exit(broken == 0 ? 0 : 1);
    }

    private static ValidationResult validate(PDFAFlavour flavour, String path) throws Exception {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(path), flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            System.out.println((result.isCompliant() ? "complies " : "breaks ") + flavour.getId() + " " + path);
            TreeMap<String, Integer> rules = new TreeMap<>();
            for (TestAssertion one : result.getTestAssertions()) {
                if (one.getStatus() == TestAssertion.Status.FAILED) {
                    String rule = one.getRuleId().getClause() + "-" + one.getRuleId().getTestNumber() + " " + one.getMessage();
                    rules.merge(rule, 1, Integer::sum);
                }
            }
            rules.forEach((rule, count) -> System.out.println("  " + count + " x " + rule));
            return result;
        }
    }
}
