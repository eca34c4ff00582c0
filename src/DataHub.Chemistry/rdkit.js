// What the toolkit asks of RDKit: each question is one call that takes text and returns JSON text, so that the border into the engine is crossed once.
// An input that RDKit refuses comes back as {"error": ...}; a trap of the engine is thrown, for the engine must then be replaced.
(function (R) {
  'use strict';
  const log = R.set_log_capture('rdApp.*');

  class Refusal extends Error {}

  function reason(fallback) {
    const lines = log.get_buffer().split('\n').map(l => l.replace(/^\[[\d:]+\]\s*/, '').trim()).filter(l => l && !/^[~^-]*\^/.test(l));
    return lines.length ? lines[0].replace(/^SMILES Parse Error: /, '').replace(/ for input: .*$/, '') : fallback;
  }

  function read(text, details) {
    const mol = details ? R.get_mol(text, details) : R.get_mol(text);
    if (!mol) throw new Refusal(reason('RDKit cannot read it'));
    return mol;
  }

  // Runs work(mol) and always gives the molecule's memory back.
  function withMol(text, work, details) {
    const mol = read(text, details);
    try { return work(mol); } finally { mol.delete(); }
  }

  function question(work) {
    return function () {
      try {
        return JSON.stringify(work.apply(null, arguments));
      } catch (e) {
        if (e instanceof Refusal) return JSON.stringify({ error: e.message });
        if (e instanceof WebAssembly.Exception) return JSON.stringify({ error: reason('RDKit cannot work with it') });
        throw e;
      } finally {
        log.clear_buffer();
      }
    };
  }

  function census(mol) {
    const molecule = JSON.parse(mol.get_json()).molecules[0];
    const count = {}, isotopes = [];
    let charge = 0, radicals = 0;
    for (const a of molecule.atoms || []) {
      const z = a.z === undefined ? 6 : a.z;
      if (z === 0) throw new Refusal('it has a wildcard or R-group atom, so it is not one molecule');
      count[z] = (count[z] || 0) + 1;
      if (a.impHs) count[1] = (count[1] || 0) + a.impHs;
      charge += a.chg || 0;
      radicals += a.nRad || 0;
      if (a.isotope) isotopes.push([z, a.isotope]);
    }
    if ((molecule.extensions || []).some(x => x.name === 'rdkitQueries')) throw new Refusal('it has query atoms or bonds, so it is a pattern and not one molecule');
    if ((molecule.stereoGroups || []).some(g => g.type === 'and' || g.type === 'or')) throw new Refusal('it has AND/OR stereo groups, so it is a mixture or a choice and not one molecule');
    if (!Object.keys(count).length) throw new Refusal('it has no atoms');
    return { count, isotopes, charge, radicals };
  }

  // Atoms and charges are counted from the canonical SMILES on the other side where that is safe, because the JSON of a molecule is dear; else the census is asked for.
  // Taking hydrogens into their neighbours costs a quarter of the reading; it is left out where the text has none that stands by itself.
  const ALONE = /\[(\d*H|#1\b|[DT])/, AS_WRITTEN = '{"removeHs":false}';
  function identity(smiles) {
    return withMol(smiles, mol => {
      const result = { smiles: mol.get_smiles() };
      if (!result.smiles) throw new Refusal('it has no atoms');
      if (result.smiles.includes('~')) throw new Refusal('it has a bond without an order');
      result.inchi = mol.get_inchi() || null;
      result.inchikey = result.inchi ? R.get_inchikey_for_inchi(result.inchi) || null : null;
      return result;
    }, ALONE.test(smiles) ? undefined : AS_WRITTEN);
  }

  const words = bytes => { let hex = ''; for (const b of bytes) hex += (b < 16 ? '0' : '') + b.toString(16); return hex; };
  const fingerprints = {
    morgan: mol => mol.get_morgan_fp_as_uint8array('{"radius":2,"nBits":2048}'),
    pattern: mol => mol.get_pattern_fp_as_uint8array('{"nBits":2048}'),
    atompair: mol => mol.get_atom_pair_fp_as_uint8array('{"nBits":2048}'),
  };

  // The graph of heavy atoms (and of hydrogens that stand by themselves): per atom its number, hydrogens, charge, radical electrons and 1 if aromatic; per bond its ends and order, 4 for aromatic.
  function graph(mol) {
    const molecule = JSON.parse(mol.get_json()).molecules[0], drawn = (molecule.extensions || []).find(x => x.name === 'rdkitRepresentation') || {};
    const soft = new Set(drawn.aromaticAtoms || []), shared = new Set(drawn.aromaticBonds || []);
    if ((molecule.atoms || []).some(a => a.z === 0)) throw new Refusal('it has a wildcard or R-group atom, so it is not one molecule');
    return {
      a: (molecule.atoms || []).flatMap((a, i) => [a.z === undefined ? 6 : a.z, a.impHs || 0, a.chg || 0, a.nRad || 0, soft.has(i) ? 1 : 0]),
      b: (molecule.bonds || []).flatMap((b, i) => [b.atoms[0], b.atoms[1], shared.has(i) ? 4 : b.bo === undefined ? 1 : b.bo]),
    };
  }

  function pattern(smarts) {
    const query = R.get_qmol(smarts);
    if (!query) throw new Refusal('the pattern is not SMARTS: ' + reason('RDKit cannot read it'));
    return query;
  }

  // The ring systems with the linkers between them (Bemis and Murcko, J. Med. Chem. 1996, 39, 2887), as a text that is the same for the same scaffold: atoms that hang on one bond are
  // taken away until none is left, then every atom is named by its surroundings, round by round. Two scaffolds that this cannot tell apart share a name. "" without rings.
  function scaffold(mol) {
    const molecule = JSON.parse(mol.get_json()).molecules[0];
    const atoms = molecule.atoms || [], around = atoms.map(() => new Map());
    for (const b of molecule.bonds || []) {
      const order = b.bo === undefined ? 1 : b.bo;
      around[b.atoms[0]].set(b.atoms[1], order);
      around[b.atoms[1]].set(b.atoms[0], order);
    }
    const bare = atoms.map((_, i) => i).filter(i => around[i].size <= 1);
    while (bare.length) {
      const i = bare.pop();
      for (const j of around[i].keys()) { around[j].delete(i); if (around[j].size === 1) bare.push(j); }
      around[i].clear();
    }
    const kept = atoms.map((_, i) => i).filter(i => around[i].size > 1);
    if (!kept.length) return '';
    const hash = text => { let a = 0x811c9dc5, b = 0x1000193; for (let k = 0; k < text.length; k++) { const c = text.charCodeAt(k); a = Math.imul(a ^ c, 0x01000193); b = Math.imul(b + c, 0x85ebca6b) ^ (b >>> 13); } return (a >>> 0).toString(36) + (b >>> 0).toString(36); };
    let names = new Map(kept.map(i => [i, String(atoms[i].z === undefined ? 6 : atoms[i].z)]));
    for (let round = 0; round < Math.min(kept.length, 24); round++)
      names = new Map(kept.map(i => [i, hash(names.get(i) + '(' + [...around[i]].map(([j, o]) => o + names.get(j)).sort().join(',') + ')')]));
    return kept.length + ':' + hash([...names.values()].sort().join(' '));
  }

  return {
    version: R.version(),
    scaffolds: question(lines => lines.split('\n').map(smiles => {
      try {
        return withMol(smiles, scaffold);
      } catch (e) {
        if (e instanceof Refusal || e instanceof WebAssembly.Exception) return '';
        throw e;
      }
    })),
    heap: () => R.HEAPU8 ? R.HEAPU8.length : 0,
    identity: question(identity),
    rewritten: question(smiles => withMol(smiles, mol => ({ smiles: mol.get_smiles('{"doRandom":true}') }))),
    census: question(smiles => withMol(smiles, census)),
    // A molfile is brought to canonical SMILES first: one identity, whichever way the molecule came.
    molfile: question(text => identity(withMol(text, mol => { census(mol); return mol.get_smiles(); }))),
    fingerprint: question((smiles, kind) => withMol(smiles, mol => ({ hex: words(fingerprints[kind](mol)) }))),
    // Many molecules a call, one SMILES a line: Morgan and pattern bits, "" where a line is no molecule.
    screens: question(lines => lines.split('\n').map(smiles => {
      try {
        return withMol(smiles, mol => words(fingerprints.morgan(mol)) + words(fingerprints.pattern(mol)));
      } catch (e) {
        if (e instanceof Refusal || e instanceof WebAssembly.Exception) return '';
        throw e;
      }
    })),
    // Many molecules a call, one SMILES a line; null where a line is no molecule.
    graphs: question(lines => lines.split('\n').map(smiles => {
      try {
        return withMol(smiles, graph);
      } catch (e) {
        if (e instanceof Refusal || e instanceof WebAssembly.Exception) return null;
        throw e;
      }
    })),
    screen: question((text, isSmiles) => {
      const query = isSmiles ? read(text) : pattern(text);
      try { return { hex: words(fingerprints.pattern(query)) }; } finally { query.delete(); }
    }),
    // Which of many molecules have the pattern: a string of 1 and 0, one a line.
    found: question((lines, text, isSmiles) => {
      const query = isSmiles ? read(text) : pattern(text);
      try {
        return lines.split('\n').map(smiles => {
          try {
            return withMol(smiles, mol => mol.get_substruct_match(query) !== '{}' ? '1' : '0');
          } catch (e) {
            if (e instanceof Refusal || e instanceof WebAssembly.Exception) return '0';
            throw e;
          }
        }).join('');
      } finally { query.delete(); }
    }),
    descriptors: question(smiles => withMol(smiles, mol => JSON.parse(mol.get_descriptors()))),
    matches: question((smiles, smarts) => withMol(smiles, mol => {
      const query = pattern(smarts);
      try { return { found: mol.get_substruct_match(query) !== '{}' }; } finally { query.delete(); }
    })),
    depict: question((smiles, width, height, smarts) => withMol(smiles, mol => {
      const options = { width, height, clearBackground: false, atoms: [], bonds: [] };
      if (smarts) {
        const query = pattern(smarts);
        try {
          for (const match of JSON.parse(mol.get_substruct_matches(query))) { options.atoms.push(...match.atoms); options.bonds.push(...match.bonds); }
        } finally { query.delete(); }
      }
      return { svg: mol.get_svg_with_highlights(JSON.stringify(options)) };
    })),
  };
})
