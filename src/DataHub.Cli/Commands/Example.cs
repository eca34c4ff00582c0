// A metadata file to begin with.
namespace DataHub.Cli.Commands;

static class Example
{
    /// <summary>Every field once, with what it is for.</summary>
    public const string Text = """
        # What is told of a dataset: datahub publish FOLDER --metadata dataset.yaml
        slug: gaps-of-small-aromatics                       # short name in addresses
        title: HOMO-LUMO gaps of small aromatic molecules at wB97X-D/def2-SVP
        description: |                                      # 50 to 5,000 characters
          Gaps of 600 aromatic molecules of up to twelve heavy atoms at wB97X-D/def2-SVP,
          on geometries optimised at GFN2-xTB, with the processor time of each job.
        licence: CC-BY-4.0                                  # SPDX; for data CC0-1.0 or CC-BY-4.0
        authors:
          - name: "Curie, Marie"
            orcid: 0000-0002-1825-0097
            affiliation: {name: Caltech, ror: "https://ror.org/05dxps055"}
        keywords: [HOMO-LUMO gap, density functional theory, aromatics]
        related:
          - {identifier: 10.1234/example, relation: IsSupplementTo, type: JournalArticle}
        funding:
          - {funder: Example Foundation, number: "4711"}
        contact: marie@example.org
        communities: []                                     # collections that it belongs to
        access: open                                        # or {kind: embargoed, until: 2027-01-31, reason: ...}, {kind: restricted, reason: ..., request: ...}
        responsible:
          limitations: Neutral closed-shell molecules of C, H, N and O only; one conformer each.
          biases: Molecules that are easy to buy are overrepresented.
        # records: "level eq 'wB97X-D/def2-SVP'"            # which records; left out: those that came in under the slug

        """;
}
