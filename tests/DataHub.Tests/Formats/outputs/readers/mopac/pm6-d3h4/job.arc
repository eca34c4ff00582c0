

                     SUMMARY OF  PM6-D3H4 CALCULATION

                                                       MOPAC v22.0.6 Linux
                                                       Tue Nov 24 14:20:02 2026

           Empirical Formula: H2 O  =     3 atoms

 PM6-D3H4 AUX(PRECISION=8) THREADS=1
 water



     GEOMETRY OPTIMISED USING EIGENVECTOR FOLLOWING (EF).     
     SCF FIELD WAS ACHIEVED                                   

          HEAT OF FORMATION       =        -50.06342 KCAL/MOL =    -209.46537 KJ/MOL
          GRADIENT NORM           =          0.02792          =       0.01612 PER ATOM
          DIPOLE                  =          2.04505 DEBYE   POINT GROUP:  C2v 
          NO. OF FILLED LEVELS    =          4
          IONIZATION POTENTIAL    =         11.864947 EV
          HOMO LUMO ENERGIES (EV) =        -11.865  3.869
          MOLECULAR WEIGHT        =         18.0152
          COSMO AREA              =         42.42 SQUARE ANGSTROMS
          COSMO VOLUME            =         25.15 CUBIC ANGSTROMS

          MOLECULAR DIMENSIONS (Angstroms)

            Atom       Atom       Distance
            H     3    H     2     1.59205
            H     2    O     1     0.54169
            O     1    H     3     0.00000
          SCF CALCULATIONS        =          5
          WALL-CLOCK TIME         =      0.012 SECONDS
          COMPUTATION TIME        =      0.009 SECONDS


          FINAL GEOMETRY OBTAINED
 PM6-D3H4 AUX(PRECISION=8) THREADS=1
 water

  O     0.00000000 +1  -0.00000000 +1   0.10232277 +1
  H     0.00000000 +1   0.79602268 +1  -0.43936371 +1
  H    -0.00000000 +1  -0.79602268 +1  -0.43936371 +1

