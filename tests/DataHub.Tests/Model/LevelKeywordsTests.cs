// Keywords of programs to levels: what the labelled list has no real string of.
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Model;

public class LevelKeywordsTests
{
    [Theory]
    [InlineData("gaussian", "#p opt freq b3lyp/6-31+g(d,p) empiricaldispersion=gd3bj scrf=(smd,solvent=water) int=ultrafine", "B3LYP-D3(BJ)/6-31+G(d,p) (SMD water)")]
    [InlineData("gaussian", "# pbe1pbe def2svp", "PBE0/def2-SVP")]
    [InlineData("gaussian", "#n wB97XD/6-31G* scrf=(solvent=h2o)", "wB97X-D/6-31G(d) (IEFPCM water)")]
    [InlineData("gaussian", "#p CBS-QB3", "CBS-QB3")]
    [InlineData("gaussian", "# G4MP2 scf=xqc", "G4MP2")]
    [InlineData("gaussian", "#T EOMCCSD(NStates=3)/aug-cc-pVDZ", "EOM-CCSD/aug-cc-pVDZ")]
    [InlineData("gaussian", "# MP2(full)/6-31G(d) opt", "MP2/6-31G(d) [full]")]
    [InlineData("gaussian", "# ccsd(t,full)/cc-pvtz", "CCSD(T)/cc-pVTZ [full]")]
    [InlineData("gaussian", "# TDA(NStates=5) CAM-B3LYP/def2TZVP", "CAM-B3LYP/def2-TZVP [TDA]")]
    [InlineData("gaussian", "#p ROB3LYP/6-31G(d,p)", "B3LYP/6-31G(d,p) [RO]")]
    [InlineData("gaussian", "#p casscf(6,6)/6-31g* opt", "CASSCF(6,6)/6-31G(d)")]
    [InlineData("gaussian", "# bp86/def2svp/w06 opt", "BP86/def2-SVP")]
    [InlineData("gaussian", "# mp2/6-311+g(2d,p)//hf/6-31g(d)", "MP2/6-311+G(2d,p)")]
    [InlineData("gaussian", "#p PM6 opt", "PM6")]
    [InlineData("gaussian", "#p b3lyp/6-311++G(3df,3pd) int=dkh2", "B3LYP/6-311++G(3df,3pd) [DKH2]")]
    [InlineData("orca", "! RIJCOSX B3LYP D3BJ def2-TZVP def2/J CPCM(water) TightSCF Opt", "B3LYP5-D3(BJ)/def2-TZVP (CPCM water)")]
    [InlineData("orca", "! B3LYP/G D4 def2-SVP", "B3LYP-D4/def2-SVP")]
    [InlineData("orca", "! DLPNO-CCSD(T) aug-cc-pVTZ aug-cc-pVTZ/C TightPNO", "DLPNO-CCSD(T)/aug-cc-pVTZ")]
    [InlineData("orca", "! r2SCAN-3c Opt Freq", "r2SCAN-3c")]
    [InlineData("orca", "! wB97X-D4 def2-TZVPP defgrid3", "wB97X-D4/def2-TZVPP")]
    [InlineData("orca", "! RI-MP2 NoFrozenCore cc-pVTZ cc-pVTZ/C", "MP2/cc-pVTZ [full]")]
    [InlineData("orca", "! UHF def2-SVP", "HF/def2-SVP")]
    [InlineData("orca", "! PBE0 ZORA ZORA-def2-TZVP SARC/J", "PBE0/ZORA-def2-TZVP [ZORA]")]
    [InlineData("orca", "! wB97X-D3 def2-SVP\n%tddft nroots 5\n tda false end", "wB97X-D3/def2-SVP")]
    [InlineData("psi4", "wb97x-d/def2-svp", "wB97X-D/def2-SVP")]
    [InlineData("psi4", "set basis cc-pvtz\nset freeze_core true\nenergy('ccsd(t)')", "CCSD(T)/cc-pVTZ")]
    [InlineData("nwchem", "xc xpbe96 cpbe96\nbasis\n * library def2-svp\nend\ntask dft", "PBE/def2-SVP")]
    [InlineData("nwchem", "basis\n * library 6-31G*\nend\ndft\n xc HFexch 0.25 xpbe96 0.75 cpbe96 1.0\n disp vdw 4\nend\ntask dft optimize", "PBE0-D3(BJ)/6-31G(d)")]
    [InlineData("qchem", "METHOD wB97X-V\nBASIS def2-TZVPD", "wB97X-V/def2-TZVPD")]
    [InlineData("qchem", "EXCHANGE b3lyp\nBASIS 6-31G*\nDFT_D D3_BJ\nCIS_N_ROOTS 5", "B3LYP-D3(BJ)/6-31G(d) [TDA]")]
    [InlineData("qchem", "EXCHANGE hf\nCORRELATION mp2\nBASIS cc-pvdz\nN_FROZEN_CORE 0", "MP2/cc-pVDZ [full]")]
    [InlineData("mopac", "PM7 PRECISE EPS=78.4", "PM7 (COSMO eps=78.4)")]
    [InlineData("mopac", "PM6-D3H4 1SCF", "PM6-D3H4")]
    [InlineData("xtb", "xtb mol.xyz --gfn 1 --opt", "GFN1-xTB")]
    [InlineData("xtb", "--gfn 2 --alpb water", "GFN2-xTB (ALPB water)")]
    [InlineData("xtb", "mol.xyz --gfnff", "GFN-FF")]
    [InlineData("turbomole", "b3-lyp/def2-TZVP", "B3LYP5/def2-TZVP")]
    [InlineData("molpro", "basis=vtz\n{df-ks,pbe0}", "PBE0/cc-pVTZ")]
    [InlineData("molpro", "basis=cc-pvdz-f12; hf; ccsd(t)-f12", "CCSD(T)-F12/cc-pVDZ-F12")]
    [InlineData("dftb+", "Hamiltonian = DFTB { SCC = Yes ThirdOrderFull = Yes SlaterKosterFiles = Type2FileNames { Prefix = \"skf/3ob-3-1/\" } }", "DFTB3/3ob-3-1")]
    [InlineData("dftb+", "Hamiltonian = xTB { Method = \"GFN2-xTB\" }", "GFN2-xTB")]
    [InlineData("cfour", "*CFOUR(CALC=CCSD(T),BASIS=PVTZ,FROZEN_CORE=ON)", "CCSD(T)/cc-pVTZ")]
    [InlineData("", "B3LYP-D3(BJ)/def2-TZVP//GFN2-xTB", "B3LYP-D3(BJ)/def2-TZVP")]
    [InlineData("", "wB97XD 6-31G*", "wB97X-D/6-31G(d)")]
    [InlineData("", "RI-MP2/cc-pVTZ", "MP2/cc-pVTZ")]
    [InlineData("", "CCSD(T)/CBS", "CCSD(T)/CBS")]
    [InlineData("", "DLPNO-CCSD(T)/aug-cc-pVTZ (PCM, water)", "DLPNO-CCSD(T)/aug-cc-pVTZ (PCM water)")]
    [InlineData("", "wB97M-D3(BJ)/def2-TZVPPD", "wB97M-D3(BJ)/def2-TZVPPD")]
    [InlineData("", "B3LYP-D3 (BJ)/def2-SVP", "B3LYP-D3(BJ)/def2-SVP")]
    [InlineData("", "TDA-ωB97X-D/def2-SVP (gas phase)", "wB97X-D/def2-SVP [TDA]")]
    [InlineData("", "TD-B3LYP/6-31G(d,p)", "B3LYP/6-31G(d,p)")]
    [InlineData("", "DKH2-PBE0/cc-pVTZ-DK", "PBE0/cc-pVTZ-DK [DKH2]")]
    public void Keywords_mean_a_level(string program, string keywords, string level)
    {
        var (read, why) = LevelKeywords.Read(program, keywords);
        Assert.True(read is not null, why);
        Assert.Equal(level, read.Name);
    }

    [Theory]
    [InlineData("gaussian", "#p oniom(b3lyp/6-31g(d):uff) opt", "oniom")]
    [InlineData("gaussian", "#p b3lyp/genecp opt pseudo=read", "atom by atom")]
    [InlineData("gaussian", "# bv5lyp/6-31g iop(3/76=1000002000)", "altered by hand")]
    [InlineData("gaussian", "# nosuchlyp/6-31g", "nosuchlyp")]
    [InlineData("gaussian", "# b3lyp opt", "no basis")]
    [InlineData("orca", "! B3LYP Opt", "no basis")]
    [InlineData("orca", "! B3LYP D3 def2-SVP", "damping")]
    [InlineData("orca", "! QM/XTB B3LYP def2-SVP", "layers")]
    [InlineData("nwchem", "basis\n H library sto-3g\n O library 6-31g\nend\ntask scf", "several basis sets")]
    [InlineData("qchem", "METHOD b3lyp\nBASIS gen", "atom by atom")]
    [InlineData("mopac", "PRECISE", "versions")]
    [InlineData("xtb", "mol.xyz --gfn 7", "does not exist")]
    [InlineData("", "xtb", "parametrisation")]
    [InlineData("", "SVWN/6-31G", "which correlation")]
    [InlineData("vasp", "PBE", "periodic")]
    [InlineData("nosuch", "x", "no reader")]
    [InlineData("dalton", "BASIS\nSTO-3G\n**WAVE FUNCTIONS\n.DFT\nB3LYP", "local correlation")]
    public void What_names_no_one_level_is_refused_in_words(string program, string keywords, string word)
    {
        var (level, why) = LevelKeywords.Read(program, keywords);
        Assert.Null(level);
        Assert.Contains(word, why);
    }

    [Theory]
    [InlineData("#p opt freq b3lyp/6-31+g(d,p) empiricaldispersion=gd3bj", "gaussian")]
    [InlineData("! RIJCOSX PBE0 D4 def2-TZVP def2/J TightSCF", "orca")]
    [InlineData("$rem\nmethod b3lyp\nbasis 6-31g*\n$end", "qchem")]
    public void A_route_tells_its_program_by_its_first_sign(string text, string program)
    {
        Assert.NotNull(LevelKeywords.Read("", text).Level);
        Assert.Equal(LevelKeywords.Read(program, text).Level, LevelKeywords.Read("", text).Level);
    }

    [Fact]
    public void Approximations_and_the_reference_are_told_beside_the_name()
    {
        var level = LevelKeywords.Read("orca", "! UKS RIJCOSX PBE0 def2-TZVP TightPNO").Level!;
        Assert.Equal(("U", "RIJCOSX, TightPNO", "PBE0/def2-TZVP"), (level.Reference, level.Approximations, level.Name));
        Assert.Equal("frozen", LevelKeywords.Read("orca", "! MP2 cc-pVDZ").Level!.Core);
        Assert.Equal("full", LevelKeywords.Of("psi4", "mp2", "cc-pvdz").Level!.Core);
    }

    [Fact]
    public void The_same_word_is_not_the_same_functional_in_every_program()
    {
        foreach (var (program, name) in (ReadOnlySpan<(string, string)>)[("gaussian", "B3LYP"), ("psi4", "B3LYP"), ("nwchem", "B3LYP"), ("qchem", "B3LYP"), ("terachem", "B3LYP"), ("jaguar", "B3LYP"), ("orca", "B3LYP5"), ("turbomole", "B3LYP5"), ("molpro", "B3LYP5"), ("gamess", "B3LYP5")])
            Assert.Equal(name + "-D3(BJ)/def2-SVP", LevelKeywords.Of(program, "b3lyp", "def2-svp", "d3bj").Level!.Name);
    }
}
